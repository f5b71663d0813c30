using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Memory;

/// <summary>Transposes a panel matrix: [rows, columns] in panels of columns becomes [columns, rows] in panels of rows.</summary>
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
}
