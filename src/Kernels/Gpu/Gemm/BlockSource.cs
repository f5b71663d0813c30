namespace ButterE.Kernels.Gpu.Gemm;

/// <summary>What a thread brings into shared memory for a block of a product.</summary>
/// <param name="a">A.</param>
/// <param name="b">B.</param>
/// <param name="firstRow">First row of the block.</param>
/// <param name="firstColumn">Its first column.</param>
/// <param name="thread">Number of the thread in its team.</param>
public readonly struct BlockSource(Operand a, Operand b, int firstRow, int firstColumn, int thread)
{
    internal readonly Operand A = a, B = b;
    internal readonly int FirstRow = firstRow, FirstColumn = firstColumn, Thread = thread;
}
