using ButterE.Kernels.Gpu.Counters;
using ButterE.Kernels.Gpu.Devices;
using ILGPU;
using ILGPU.Runtime;

namespace ButterE.Kernels.Gpu.Memory;

/// <summary>
/// A row-major matrix on a device. Rows begin at multiples of four floats, and what is beyond the columns stays 0, so that every kernel
/// reads and writes whole <see cref="Float4"/> and a product may run over the padding. A view: the memory belongs to a
/// <see cref="DeviceMatrices"/>.
/// </summary>
public sealed class DeviceMatrix
{
    private readonly DeviceSession session;

    internal DeviceMatrix(DeviceSession session, ArrayView<Float4> view, long from, int rows, int columns)
    {
        (this.session, View, From, Rows, Columns) = (session, view, from, rows, columns);
        Stride = StrideOf(columns);
    }

    /// <summary>Rows.</summary>
    public int Rows { get; }

    /// <summary>Columns, the padding not counted.</summary>
    public int Columns { get; }

    /// <summary>Distance of two rows in units of four floats.</summary>
    internal int Stride { get; }

    /// <summary>Where the matrix begins in its allocation, in units of four floats.</summary>
    internal long From { get; }

    internal ArrayView<Float4> View { get; }

    /// <summary>Where the rows that count begin, where the device looks that up.</summary>
    internal RowOrigin Origin { get; private init; }

    internal ArrayView<float> Floats => View.Cast<float>();

    /// <summary>The rows of the batch of a window's present step, which the device looks up; the same memory.</summary>
    /// <param name="window">The window.</param>
    public DeviceMatrix Of(StepWindow window) => new(session, View, From, Rows, Columns) { Origin = window.Origin };

    /// <summary>Copies a matrix to the device and waits for it.</summary>
    /// <param name="plain">Row-major [rows, columns] without padding.</param>
    /// <exception cref="ArgumentException"><paramref name="plain"/> has another length.</exception>
    public void Upload(ReadOnlySpan<float> plain)
    {
        if (plain.Length != Rows * Columns)
            throw new ArgumentException($"{plain.Length} values for a matrix [{Rows}, {Columns}]", nameof(plain));
        var padded = new float[Rows * Stride * Float4.Lanes];
        for (var row = 0; row < Rows; row++)
            plain.Slice(row * Columns, Columns).CopyTo(padded.AsSpan(row * Stride * Float4.Lanes));
        Floats.CopyFromCPU(session.Stream, padded);
        session.Wait();
    }

    /// <summary>Copies the matrix from the device, after everything that was started there.</summary>
    /// <returns>Row-major [rows, columns] without padding.</returns>
    public float[] Download()
    {
        var padded = new float[Rows * Stride * Float4.Lanes];
        Floats.CopyToCPU(session.Stream, padded);
        session.Wait();
        var plain = new float[Rows * Columns];
        for (var row = 0; row < Rows; row++)
            padded.AsSpan(row * Stride * Float4.Lanes, Columns).CopyTo(plain.AsSpan(row * Columns));
        return plain;
    }

    internal static int StrideOf(int columns) => (columns + Float4.Lanes - 1) / Float4.Lanes;
}
