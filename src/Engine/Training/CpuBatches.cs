using ButterE.Engine.Networks;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Engine.Training;

/// <summary>
/// Batches with their rows across the lanes: features [inputs + 1, rows], whose last row is 1 for every row of the batch and 0 beyond
/// (it is the input of the bias and the mask of the loss at once), and targets [outputs, rows].
/// </summary>
internal sealed class CpuBatches<TVector> : IBatches
    where TVector : unmanaged, IVector<TVector>
{
    private readonly PanelMatrix<TVector>[] features, targets;

    public CpuBatches(
        ReadOnlySpan<float> features, ReadOnlySpan<float> targets, ReadOnlySpan<int> rows, int inputs, int outputs, int batch, HugePages hugePages)
    {
        Rows = rows.Length;
        var count = BatchCounts.WithoutSplit(rows.Length, batch).Training;
        this.features = new PanelMatrix<TVector>[count];
        this.targets = new PanelMatrix<TVector>[count];
        for (var i = 0; i < count; i++)
        {
            var own = rows.Slice(i * batch, Math.Min(batch, rows.Length - i * batch));
            this.features[i] = Pack(features, own, inputs, extraRows: 1, hugePages);
            this.targets[i] = Pack(targets, own, outputs, extraRows: 0, hugePages);
            for (var row = 0; row < own.Length; row++)
                this.features[i][inputs, row] = 1;
        }
    }

    public int Count => features.Length;

    public int Rows { get; }

    public int RowsOf(int batch) => features[batch].Columns;

    public PanelMatrix<TVector> Features(int batch) => features[batch];

    public PanelMatrix<TVector> Targets(int batch) => targets[batch];

    public void Dispose()
    {
        foreach (var matrix in features.Concat(targets))
            matrix.Dispose();
    }

    private static PanelMatrix<TVector> Pack(ReadOnlySpan<float> table, ReadOnlySpan<int> rows, int columns, int extraRows, HugePages hugePages)
    {
        var packed = new PanelMatrix<TVector>(columns + extraRows, rows.Length, hugePages);
        for (var row = 0; row < rows.Length; row++)
        {
            var from = table.Slice(rows[row] * columns, columns);
            for (var column = 0; column < columns; column++)
                packed[column, row] = from[column];
        }

        return packed;
    }
}
