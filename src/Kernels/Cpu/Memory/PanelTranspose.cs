using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Memory;

/// <summary>
/// Transposes a panel matrix: [rows, columns] in panels of columns becomes [columns, rows] in panels of rows. The lanes of each vector that belong to no
/// row of the source are set to 0; whole vectors of a last panel that none belongs to stay as they were.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public static unsafe class PanelTranspose<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Transposes some panels of the source.</summary>
    /// <param name="source">The source; only its first <paramref name="rows"/> rows are read.</param>
    /// <param name="rows">Rows to transpose.</param>
    /// <param name="target">The target: at least the source's columns as rows, <paramref name="rows"/> columns.</param>
    /// <param name="firstPanel">First panel of the source.</param>
    /// <param name="endPanel">Panel of the source before which to end.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run(PanelMatrix<TVector> source, int rows, PanelMatrix<TVector> target, int firstPanel, int endPanel)
    {
        var width = Panel<TVector>.Width;
        Debug.Assert(rows <= source.Rows && rows <= target.Columns && endPanel * width <= target.Rows, "the target holds the source");
        for (var panel = firstPanel; panel < endPanel; panel++)
        {
            for (var row = 0; row < rows; row += width)
            {
                var from = source.Start + panel * source.PanelStride + (nint)row * width;
                var to = target.Start + row / width * target.PanelStride + (nint)panel * width * width;
                Block(from, Math.Min(width, rows - row), to);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(float* from, int rows, float* to)
    {
        var width = Panel<TVector>.Width;
        var row = 0;
        if (Avx512F.IsSupported && width >= 16)
        {
            for (; row + 16 <= rows; row += 16)
            {
                for (var column = 0; column < width; column += 16)
                    Block16x16(from + row * width + column, 16, to + column * width + row, width);
            }

            if (row < rows)
            {
                for (var column = 0; column < width; column += 16)
                    Block16x16(from + row * width + column, rows - row, to + column * width + row, width);
                return;
            }
        }

        if (Sse.IsSupported && width >= 4)
        {
            for (; row + 4 <= rows; row += 4)
            {
                for (var column = 0; column < width; column += 4)
                    Block4x4(from + row * width + column, to + column * width + row, width);
            }
        }

        for (; row < rows; row++)
        {
            for (var column = 0; column < width; column++)
                to[column * width + row] = from[row * width + column];
        }

        // The target may have served another matrix: lanes of a vector that belong to no column are 0.
        for (; row % TVector.Lanes != 0; row++)
        {
            for (var column = 0; column < width; column++)
                to[column * width + row] = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block4x4(float* from, float* to, int stride)
    {
        Vector128<float> r0 = Vector128.Load(from), r1 = Vector128.Load(from + stride),
            r2 = Vector128.Load(from + 2 * stride), r3 = Vector128.Load(from + 3 * stride);
        Vector128<float> low01 = Sse.UnpackLow(r0, r1), low23 = Sse.UnpackLow(r2, r3),
            high01 = Sse.UnpackHigh(r0, r1), high23 = Sse.UnpackHigh(r2, r3);
        Sse.MoveLowToHigh(low01, low23).Store(to);
        Sse.MoveHighToLow(low23, low01).Store(to + stride);
        Sse.MoveLowToHigh(high01, high23).Store(to + 2 * stride);
        Sse.MoveHighToLow(high23, high01).Store(to + 3 * stride);
    }

    // Four stages of sixteen two-register shuffles: pairs of floats, pairs of doubles, then quarters of the registers twice. Rows that are not there are 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block16x16(float* from, int rows, float* to, int stride)
    {
        Quarter(from, rows, stride, out var a0, out var a1, out var a2, out var a3);
        Quarter(from + 4 * stride, rows - 4, stride, out var b0, out var b1, out var b2, out var b3);
        Quarter(from + 8 * stride, rows - 8, stride, out var c0, out var c1, out var c2, out var c3);
        Quarter(from + 12 * stride, rows - 12, stride, out var d0, out var d1, out var d2, out var d3);
        Columns(a0, b0, c0, d0, to, stride);
        Columns(a1, b1, c1, d1, to + stride, stride);
        Columns(a2, b2, c2, d2, to + 2 * stride, stride);
        Columns(a3, b3, c3, d3, to + 3 * stride, stride);
    }

    // Four rows: output i holds columns i, i + 4, i + 8 and i + 12 of them, one in each quarter.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(
        float* from, int rows, int stride, out Vector512<float> t0, out Vector512<float> t1, out Vector512<float> t2, out Vector512<float> t3)
    {
        Vector512<float> r0 = rows > 0 ? Vector512.Load(from) : default, r1 = rows > 1 ? Vector512.Load(from + stride) : default,
            r2 = rows > 2 ? Vector512.Load(from + 2 * stride) : default, r3 = rows > 3 ? Vector512.Load(from + 3 * stride) : default;
        Vector512<double> low01 = Avx512F.UnpackLow(r0, r1).AsDouble(), low23 = Avx512F.UnpackLow(r2, r3).AsDouble(),
            high01 = Avx512F.UnpackHigh(r0, r1).AsDouble(), high23 = Avx512F.UnpackHigh(r2, r3).AsDouble();
        t0 = Avx512F.UnpackLow(low01, low23).AsSingle();
        t1 = Avx512F.UnpackHigh(low01, low23).AsSingle();
        t2 = Avx512F.UnpackLow(high01, high23).AsSingle();
        t3 = Avx512F.UnpackHigh(high01, high23).AsSingle();
    }

    // The same columns of four groups of rows, put together and stored as rows 0, 4, 8 and 12 of the target.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* to, int stride)
    {
        Vector512<float> ab02 = Avx512F.Shuffle4x128(a, b, 0b10_00_10_00), cd02 = Avx512F.Shuffle4x128(c, d, 0b10_00_10_00),
            ab13 = Avx512F.Shuffle4x128(a, b, 0b11_01_11_01), cd13 = Avx512F.Shuffle4x128(c, d, 0b11_01_11_01);
        Avx512F.Shuffle4x128(ab02, cd02, 0b10_00_10_00).Store(to);
        Avx512F.Shuffle4x128(ab13, cd13, 0b10_00_10_00).Store(to + 4 * stride);
        Avx512F.Shuffle4x128(ab02, cd02, 0b11_01_11_01).Store(to + 8 * stride);
        Avx512F.Shuffle4x128(ab13, cd13, 0b11_01_11_01).Store(to + 12 * stride);
    }
}
