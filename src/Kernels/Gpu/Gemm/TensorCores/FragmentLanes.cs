using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Tiles;

namespace ButterE.Kernels.Gpu.Gemm.TensorCores;

/// <summary>
/// Which rows, columns and steps of a 32 x 32 part of a product are a lane's. mma.m16n8k8 gives lane L, with g = L / 4 and t = L mod 4 (PTX ISA, Matrix
/// Fragments for mma.m16n8k8): of A rows g and g + 8 at steps t and t + 4, of B column g at the same steps, of C rows g and g + 8 at columns 2t and 2t + 1.
/// What these rows and columns stand for is free, as long as it is the same for A and C and for B and C.
/// </summary>
/// <remarks>
/// <para>
/// Row g + 8h of the instruction's tile i (two of them, i and h 0 or 1) stands for row 4 P(g) + 2i + h, and column c of its tile j (four of them) for column
/// 4 P(c) + j, where P(x) = x / 2 + 4 (x mod 2). So a lane's values at one step are four neighbours, one load of 16 bytes for each of A and B, and what
/// it holds of four tiles j at columns c = 2t and 2t + 1 is four neighbours each, in groups t and t + 4: as the epilogues take them.
/// </para>
/// <para>
/// Banks of the loads: 16 bytes for each lane go in four turns of eight lanes, that is g = 2m and 2m + 1 with all t. Lines of shared memory are side + 4
/// floats, 4 modulo 32, so a lane reads from bank 4t + 4 P(g) on: 4m + 4t for the even g, 4m + 16 + 4t for the odd one, which together are all 32 banks
/// once. With g in the place of P(g), three of four lanes would meet another one. In the epilogue the four t of a row write 64 neighbouring bytes.
/// </para>
/// </remarks>
internal static class FragmentLanes
{
    /// <summary>Rows and columns of the part, divided by four.</summary>
    public const int Groups = 8;

    /// <summary>Steps of an instruction.</summary>
    public const int Steps = 8;

    /// <summary>From a lane's first step to its second.</summary>
    public const int Later = 4;

    /// <summary>The step t; the other one of the lane is four later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Step(int lane) => lane & 3;

    /// <summary>Group of four rows of A and C, and of four columns of B, that the lane reads: P(g).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadGroup(int lane) => ((lane >> 3) & 3) + (lane & 4);

    /// <summary>First group of four columns of C that the lane holds: P(2t); the other one, P(2t + 1), is four later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WriteGroup(int lane) => lane & 3;

    /// <summary>First rows of the thread's warp in the block, divided by four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RowsOfWarp<TTile>(int thread)
        where TTile : struct, IBlockTile => (thread >> (5 + TTile.ThreadShift)) * Groups;

    /// <summary>First columns of the thread's warp in the block, divided by four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ColumnsOfWarp<TTile>(int thread)
        where TTile : struct, IBlockTile => ((thread >> 5) & ((1 << TTile.ThreadShift) - 1)) * Groups;
}
