using ButterE.Kernels.Gpu.Devices;
using ILGPU;
using ILGPU.Runtime;

namespace ButterE.Kernels.Gpu.Memory;

/// <summary>
/// Matrices that lie one after another in one allocation, all 0 at first, so that a flat kernel passes over all of them in one launch.
/// </summary>
public sealed class DeviceMatrices : IDisposable
{
    private readonly MemoryBuffer1D<Float4, Stride1D.Dense> buffer;
    private readonly DeviceMatrix[] matrices;
    private readonly DeviceSession session;

    /// <summary>Allocates matrices.</summary>
    /// <param name="session">The device.</param>
    /// <param name="shapes">Rows and columns of each.</param>
    /// <exception cref="AcceleratorException">The device has too little memory.</exception>
    public DeviceMatrices(DeviceSession session, IReadOnlyList<(int Rows, int Columns)> shapes)
    {
        buffer = session.Accelerator.Allocate1D<Float4>(shapes.Sum(shape => LengthOf(shape.Rows, shape.Columns)));
        this.session = session;
        Clear();
        matrices = new DeviceMatrix[shapes.Count];
        long from = 0;
        for (var i = 0; i < matrices.Length; i++)
        {
            var (rows, columns) = shapes[i];
            matrices[i] = new DeviceMatrix(session, buffer.View.BaseView.SubView(from, LengthOf(rows, columns)), from, rows, columns);
            from += LengthOf(rows, columns);
        }
    }

    /// <summary>One of the matrices.</summary>
    /// <param name="index">Its number from 0.</param>
    public DeviceMatrix this[int index] => matrices[index];

    internal ArrayView<Float4> Whole => buffer.View.BaseView;

    /// <summary>Sets everything to 0, the padding included. Only the whole: ILGPU's OpenCL back end fails to fill a part.</summary>
    public void Clear() => buffer.View.BaseView.MemSetToZero(session.Stream);

    /// <inheritdoc/>
    public void Dispose() => buffer.Dispose();

    private static long LengthOf(int rows, int columns) => (long)rows * DeviceMatrix.StrideOf(columns);
}
