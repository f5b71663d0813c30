using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Tiles;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm;

/// <summary>
/// cp.async of CUDA devices from compute capability 8.0 on: slices pass no register, and <see cref="IBlockTile.Stages"/> - 1 of them are under way.
/// Only for operands that the host has given their addresses (<see cref="Operand.Addressed"/>), in a kernel with one array in shared memory.
/// </summary>
public struct Asynchronous : ISliceCopy<Asynchronous>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Buffers<TTile>()
        where TTile : struct, IBlockTile => TTile.Stages;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Begin<TTile, TA, TB>(ref Asynchronous copy, BlockSource block, int buffer, int slice)
        where TTile : struct, IBlockTile
        where TA : struct, IOperandLayout
        where TB : struct, IOperandLayout
    {
        var at = buffer * Float4.Bytes;
        TA.Copy<TTile>(block.A, at, block.FirstRow, slice, block.Thread);
        TB.Copy<TTile>(block.B, at + TTile.Depth * ((TTile.Side >> 2) + 1) * Float4.Bytes, block.FirstColumn, slice, block.Thread);
        AsyncCopy.Commit();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void End<TTile, TA, TB>(ref Asynchronous copy, BlockSource block, ArrayView<Float4> shared, int buffer)
        where TTile : struct, IBlockTile
        where TA : struct, IOperandLayout
        where TB : struct, IOperandLayout
    {
        // The number of groups that may stay under way is part of the instruction.
        if (TTile.Stages == 2)
            AsyncCopy.WaitForAll();
        else
            AsyncCopy.WaitForAllButTwo();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Finish() => AsyncCopy.WaitForAll();
}
