using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Memory;

namespace ButterE.Kernels.Gpu.Gemm.Tiles;

/// <summary>Where a finished block goes: its place in the product, and the epilogue, which sees nothing beyond the product.</summary>
/// <typeparam name="TEpilogue">What becomes of the product.</typeparam>
/// <param name="epilogue">What becomes of the product.</param>
/// <param name="firstRow">First row of the block.</param>
/// <param name="firstGroup">First column of the block divided by four.</param>
/// <param name="rows">Rows of the product.</param>
/// <param name="groups">Columns of the product divided by four, rounded up.</param>
public readonly struct BlockTarget<TEpilogue>(TEpilogue epilogue, int firstRow, int firstGroup, int rows, int groups)
    where TEpilogue : struct, IEpilogue
{
    private readonly TEpilogue epilogue = epilogue;
    private readonly int firstRow = firstRow, firstGroup = firstGroup, rows = rows, groups = groups;

    /// <summary>Takes four neighbours of a row.</summary>
    /// <param name="value">The values.</param>
    /// <param name="row">Row of the block.</param>
    /// <param name="group">Column of the block divided by four.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Accept(Float4 value, int row, int group)
    {
        if (firstRow + row < rows & firstGroup + group < groups)
            epilogue.Accept(value, firstRow + row, firstGroup + group);
    }
}
