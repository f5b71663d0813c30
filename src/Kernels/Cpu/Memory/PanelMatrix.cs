using System.Diagnostics;
using System.Runtime.InteropServices;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Memory;

/// <summary>
/// A float32 matrix [rows, columns] cut into panels of <see cref="Panel{TVector}.Width"/> columns: panel after panel, inside a
/// panel row after row. Lanes beyond the last column are 0. Off the managed heap, aligned to a cache line at least.
/// </summary>
/// <remarks>
/// Every operand of the engine has this form: parameters [fan-in + 1, units] in panels of units, activations and their gradients
/// [units + 1, batch] in panels of batch rows (the batch lies across the lanes, so that a narrow layer wastes none), and the
/// transposed gradients [batch, units] in panels of units. GEMM reads all of them as they lie; nothing is packed.
/// </remarks>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public sealed unsafe class PanelMatrix<TVector> : IDisposable
    where TVector : unmanaged, IVector<TVector>
{
    private readonly OffHeapMemory? memory;
    private float* start;

    /// <summary>Allocates a matrix of zeros.</summary>
    /// <param name="rows">Rows, at least 1.</param>
    /// <param name="columns">Columns, at least 1.</param>
    /// <param name="hugePages">What to ask the kernel for where the matrix has <see cref="OffHeapMemory.HugePageBytes"/> or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is below 1.</exception>
    /// <exception cref="OutOfMemoryException">The memory cannot be had.</exception>
    /// <exception cref="UnavailableException"><paramref name="hugePages"/> is <see cref="HugePages.On"/> and the system has none.</exception>
    public PanelMatrix(int rows, int columns, HugePages hugePages = HugePages.Auto)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        Rows = rows;
        Columns = columns;
        Panels = Panel<TVector>.Count(columns);
        memory = OffHeapMemory.Allocate(Length * sizeof(float), hugePages);
        start = (float*)memory.Address;
    }

    /// <summary>A matrix over memory of the caller, which outlives it and stays as it is.</summary>
    /// <param name="rows">Rows, at least 1.</param>
    /// <param name="columns">Columns, at least 1.</param>
    /// <param name="address">First byte of <see cref="Length"/> floats, aligned to a cache line; 0 in lanes beyond the last column.</param>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is below 1.</exception>
    public PanelMatrix(int rows, int columns, nint address)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        Debug.Assert(address % CacheLine.Bytes == 0, "a matrix begins at a cache line");
        Rows = rows;
        Columns = columns;
        Panels = Panel<TVector>.Count(columns);
        start = (float*)address;
    }

    /// <summary>Rows of every panel.</summary>
    public int Rows { get; }

    /// <summary>Columns that carry data.</summary>
    public int Columns { get; }

    /// <summary>Panels.</summary>
    public int Panels { get; }

    /// <summary>Floats from one panel to the next.</summary>
    public nint PanelStride => (nint)Rows * Panel<TVector>.Width;

    /// <summary>Floats in all, the unused lanes included.</summary>
    public nint Length => LengthOf(Rows, Columns);

    /// <summary>Floats of a matrix, the unused lanes included.</summary>
    public static nint LengthOf(int rows, int columns) => (nint)rows * Panel<TVector>.Count(columns) * Panel<TVector>.Width;

    /// <summary>First element.</summary>
    public float* Start
    {
        get
        {
            Debug.Assert(start != null, "the matrix was disposed");
            return start;
        }
    }

    /// <summary>One element.</summary>
    public ref float this[int row, int column]
    {
        get
        {
            Debug.Assert((uint)row < (uint)Rows && (uint)column < (uint)Columns, "an element inside the matrix");
            return ref Start[column / Panel<TVector>.Width * PanelStride + (nint)row * Panel<TVector>.Width + column % Panel<TVector>.Width];
        }
    }

    /// <summary>Sets every element to 0.</summary>
    public void Clear() => NativeMemory.Clear(Start, (nuint)Length * sizeof(float));

    /// <inheritdoc/>
    public void Dispose()
    {
        start = null;
        memory?.Dispose();
    }
}
