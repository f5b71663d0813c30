using System.Runtime.CompilerServices;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm;

/// <summary>
/// How the operand whose elements are broadcast lies in its panels. The same matrix of parameters is read in both ways: along
/// its units in the forward pass, along its inputs in the backward pass, and neither needs a transposed copy.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public unsafe interface IBroadcastLayout<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Floats from one row of the product's tile to the next; a constant to the compiler.</summary>
    static abstract int RowStride { get; }

    /// <summary>Floats from one step of K to the next, inside a run; a constant to the compiler.</summary>
    static abstract int StepStride { get; }

    /// <summary>
    /// Steps of K that lie evenly spaced before a new panel begins, or <see cref="int.MaxValue"/> when all do; a constant to the compiler.
    /// </summary>
    static abstract int Run { get; }

    /// <summary>
    /// Rows of the product that lie evenly spaced before a new panel begins, or <see cref="int.MaxValue"/> when all do; a constant to the compiler.
    /// </summary>
    static abstract int RowRun { get; }

    /// <summary>The element of row <paramref name="row"/> at step <paramref name="step"/> of K, which begins a run.</summary>
    /// <param name="start">First element of the operand.</param>
    /// <param name="panelStride">Floats from one of its panels to the next.</param>
    /// <param name="row">Row of the product.</param>
    /// <param name="step">Step of K.</param>
    static abstract float* At(float* start, nint panelStride, int row, int step);
}

/// <summary>The product's rows run along the columns of the panels: element (row, k) is column <c>row</c> of row <c>k</c>.</summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public readonly unsafe struct RowsAlongColumns<TVector> : IBroadcastLayout<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <inheritdoc/>
    public static int RowStride => 1;

    /// <inheritdoc/>
    public static int StepStride => Panel<TVector>.Width;

    /// <inheritdoc/>
    public static int Run => int.MaxValue;

    /// <inheritdoc/>
    public static int RowRun => Panel<TVector>.Width;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* At(float* start, nint panelStride, int row, int step) =>
        start + row / Panel<TVector>.Width * panelStride + row % Panel<TVector>.Width + (nint)step * Panel<TVector>.Width;
}

/// <summary>The product's rows run along the rows of the panels: element (row, k) is column <c>k</c> of row <c>row</c>.</summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public readonly unsafe struct RowsAlongRows<TVector> : IBroadcastLayout<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <inheritdoc/>
    public static int RowStride => Panel<TVector>.Width;

    /// <inheritdoc/>
    public static int StepStride => 1;

    /// <inheritdoc/>
    public static int Run => Panel<TVector>.Width;

    /// <inheritdoc/>
    public static int RowRun => int.MaxValue;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* At(float* start, nint panelStride, int row, int step) =>
        start + step / Panel<TVector>.Width * panelStride + (nint)row * Panel<TVector>.Width;
}
