using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using ButterE.Kernels.Threading;

namespace ButterE.Kernels.Gemm;

/// <summary>
/// A part of a product with parameters cut by its rows into pieces that others may take over (<see cref="SharedPieces"/>), by the rule of <see cref="Share.Halves"/>.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public readonly struct ProductPieces<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    // Multiply-adds of whole vectors of a piece, some 20 microseconds: who takes it over has to fetch from its owner what that one made (docs/decisions/0004).
    private const long LeastPiece = 128 * 1024;

    /// <summary>Cuts a part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="steps">Length of K.</param>
    /// <param name="workers">Size of the team; one worker does the part in one piece.</param>
    public ProductPieces(ProductPart part, int steps, int workers)
    {
        Part = part;
        var vectorsOfRow = (double)steps * (part.EndPanel - part.FirstPanel) * Panel<TVector>.Width / TVector.Lanes;
        // Fewer rows than two panels take no longer than to fetch what they read.
        Count = workers == 1 ? 1 : Share.HalvesIn(Rows, Math.Max(2 * Panel<TVector>.Width, LeastPiece / vectorsOfRow));
    }

    /// <summary>The part.</summary>
    public ProductPart Part { get; }

    private int Rows => Part.EndRow - Part.FirstRow;

    /// <summary>How many, at least 1.</summary>
    public int Count { get; }

    /// <summary>One of them.</summary>
    /// <param name="piece">Number of the piece, from 0.</param>
    public ProductPart this[int piece] => Part with { FirstRow = Start(piece), EndRow = piece + 1 == Count ? Part.EndRow : Start(piece + 1) };

    // At the beginning of a panel, where parameters that lie along the columns can be cut.
    private int Start(int piece) => Part.FirstRow + (int)Share.StartOfHalf(Rows, piece) / Panel<TVector>.Width * Panel<TVector>.Width;
}
