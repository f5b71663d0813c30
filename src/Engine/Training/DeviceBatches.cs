using ButterE.Engine.Networks;
using ButterE.Kernels.Gpu.Devices;
using ButterE.Kernels.Gpu.Memory;

namespace ButterE.Engine.Training;

/// <summary>
/// Batches on a device, row-major: features [rows, inputs + 1], whose last column is 1, the input of the bias, and targets [rows, outputs]. All
/// batches lie one after another; the kernels are told how many rows count.
/// </summary>
internal sealed class DeviceBatches : IBatches
{
    private readonly DeviceMatrices memory;
    private readonly int batch;

    public DeviceBatches(
        DeviceSession session, ReadOnlySpan<float> features, ReadOnlySpan<float> targets, ReadOnlySpan<int> rows, int inputs, int outputs, int batch)
    {
        Rows = rows.Length;
        memory = new DeviceMatrices(session, [(rows.Length, inputs + 1), (rows.Length, outputs)]);
        memory[0].Upload(Gather(features, rows, inputs, ones: 1));
        memory[1].Upload(Gather(targets, rows, outputs, ones: 0));
        this.batch = batch;
        Count = BatchCounts.WithoutSplit(Rows, batch).Training;
    }

    public int Count { get; }

    /// <summary>The features of all batches.</summary>
    public DeviceMatrix Features => memory[0];

    /// <summary>The targets of all batches.</summary>
    public DeviceMatrix Targets => memory[1];

    public int Rows { get; }

    /// <summary>First row of a batch.</summary>
    public int FirstRowOf(int batch) => batch * this.batch;

    public int RowsOf(int batch) => Math.Min(this.batch, Rows - batch * this.batch);

    public void Dispose() => memory.Dispose();

    private static float[] Gather(ReadOnlySpan<float> table, ReadOnlySpan<int> rows, int columns, int ones)
    {
        var width = columns + ones;
        var gathered = new float[rows.Length * width];
        for (var row = 0; row < rows.Length; row++)
        {
            table.Slice(rows[row] * columns, columns).CopyTo(gathered.AsSpan(row * width));
            if (ones > 0)
                gathered[row * width + columns] = 1;
        }

        return gathered;
    }
}
