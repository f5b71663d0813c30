using System.Runtime.CompilerServices;
using ILGPU.Runtime.Cuda;

namespace ButterE.Kernels.Gpu.Gemm;

/// <summary>
/// The instructions of asynchronous copies (PTX ISA, Data Movement and Conversion Instructions: cp.async; sm_80). The text stays as it is written and in
/// its place: ILGPU takes inline PTX for an operation on memory, which it neither moves over others nor removes.
/// </summary>
/// <remarks>
/// ILGPU numbers a kernel's arrays in shared memory from 0, and the text adds the address of that one itself: an output of inline PTX would go through
/// local memory, and ptxas leaves it there. A copy that is out of range has a source size of 0: it reads nothing and fills its target with 0. The callers give it an address inside
/// the operand all the same.
/// </remarks>
internal static class AsyncCopy
{
    /// <summary>Copies 16 bytes past the L1 cache: what goes to shared memory is read once by a group.</summary>
    /// <param name="target">Offset in the kernel's one array in shared memory, bytes, a multiple of 16.</param>
    /// <param name="source">Address in global memory, a multiple of 16.</param>
    /// <param name="bytes">16, or 0 to fill.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Piece(int target, long source, int bytes) => CudaAsm.Emit(
        "{ .reg .u32 at; mov.u32 at, __shared_alloca0; add.u32 at, at, %0; cp.async.cg.shared.global [at], [%1], 16, %2; }", target, source, bytes);

    /// <summary>Copies 4 bytes through the L1 cache, which keeps the rest of the sector for the neighbours of the element.</summary>
    /// <param name="target">Offset in the kernel's one array in shared memory, bytes, a multiple of 4.</param>
    /// <param name="source">Address in global memory, a multiple of 4.</param>
    /// <param name="bytes">4, or 0 to fill.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Element(int target, long source, int bytes) => CudaAsm.Emit(
        "{ .reg .u32 at; mov.u32 at, __shared_alloca0; add.u32 at, at, %0; cp.async.ca.shared.global [at], [%1], 4, %2; }", target, source, bytes);

    /// <summary>Makes a group of this thread's copies since the last one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Commit() => CudaAsm.Emit("cp.async.commit_group;");

    /// <summary>Waits for all groups of this thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WaitForAll() => CudaAsm.Emit("cp.async.wait_group 0;");

    /// <summary>Waits for all groups of this thread but the last two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WaitForAllButTwo() => CudaAsm.Emit("cp.async.wait_group 2;");
}
