using ButterE.Kernels.Gpu.Memory;

namespace ButterE.Kernels.Gpu.Persistent;

/// <summary>Where a matrix begins in its allocation and how far apart its rows are, in units of four floats.</summary>
/// <param name="from">First element.</param>
/// <param name="stride">Distance of two rows.</param>
public readonly struct MatrixPlace(int from, int stride)
{
    /// <summary>First element.</summary>
    public int From { get; } = from;

    /// <summary>Distance of two rows.</summary>
    public int Stride { get; } = stride;

    /// <summary>The place of a matrix; nowhere for none.</summary>
    /// <param name="matrix">The matrix.</param>
    public static MatrixPlace Of(DeviceMatrix? matrix) => matrix is null ? default : new(checked((int)matrix.From), matrix.Stride);
}
