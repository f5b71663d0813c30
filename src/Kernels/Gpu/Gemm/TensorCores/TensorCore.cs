using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Tiles;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace ButterE.Kernels.Gpu.Gemm.TensorCores;

/// <summary>
/// The instructions of tensor cores (PTX ISA, Warp-Level Matrix Instructions: mma.m16n8k8 with .tf32; sm_80). The 32 lanes of the warp must come together.
/// </summary>
/// <remarks>
/// <para>
/// Operands are rounded to the nearest tf32, ties away from 0: at most 2^-11 of the value. The tensor core would read a float32 by dropping its last 13 bits,
/// an error towards 0 of up to 2^-10, which adds up over a sum instead of cancelling.
/// </para>
/// <para>
/// Fragments live in registers that the text itself declares. An output of inline PTX comes back through local memory, and ptxas leaves it there (384 bytes of
/// stack for 32 x 32). So only inputs cross, by value, and the sums come back through shared memory, once, each thread by a place of its own.
/// </para>
/// </remarks>
internal static class TensorCore
{
    /// <summary>Rounds the upper half of A for an instruction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadTop(Float4 first, Float4 second) =>
        CudaAsm.Emit(TensorText.RoundTop, first.X, first.Y, first.Z, first.W, second.X, second.Y, second.Z, second.W);

    /// <summary>Rounds the lower half of A.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBottom(Float4 first, Float4 second) =>
        CudaAsm.Emit(TensorText.RoundBottom, first.X, first.Y, first.Z, first.W, second.X, second.Y, second.Z, second.W);

    /// <summary>Rounds the left half of B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadLeft(Float4 first, Float4 second) =>
        CudaAsm.Emit(TensorText.RoundLeft, first.X, first.Y, first.Z, first.W, second.X, second.Y, second.Z, second.W);

    /// <summary>Rounds the right half of B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadRight(Float4 first, Float4 second) =>
        CudaAsm.Emit(TensorText.RoundRight, first.X, first.Y, first.Z, first.W, second.X, second.Y, second.Z, second.W);

    /// <summary>Gives a part that was stored as <see cref="TensorText.StoreTopLeft"/> says to the epilogue.</summary>
    /// <param name="target">Where it goes.</param>
    /// <param name="shared">Shared memory.</param>
    /// <param name="at">The thread's first place there, in units of four floats.</param>
    /// <param name="apart">Distance of its places.</param>
    /// <param name="row">The lane's first row in the block.</param>
    /// <param name="group">Its first column in the block divided by four; the second group of columns is four groups later.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Drain<TEpilogue>(BlockTarget<TEpilogue> target, ArrayView<Float4> shared, int at, int apart, int row, int group)
        where TEpilogue : struct, Epilogues.IEpilogue
    {
        target.Accept(shared[at], row, group);
        target.Accept(shared[at + apart], row, group + 4);
        target.Accept(shared[at + 2 * apart], row + 1, group);
        target.Accept(shared[at + 3 * apart], row + 1, group + 4);
        target.Accept(shared[at + 4 * apart], row + 2, group);
        target.Accept(shared[at + 5 * apart], row + 2, group + 4);
        target.Accept(shared[at + 6 * apart], row + 3, group);
        target.Accept(shared[at + 7 * apart], row + 3, group + 4);
    }
}
