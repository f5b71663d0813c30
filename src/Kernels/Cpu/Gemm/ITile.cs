using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm;

/// <summary>
/// A block of C that lives in registers while the micro-kernel walks along K: some rows, two vectors wide. The concrete tiles
/// are built by stacking (<see cref="TileRow{TVector}"/>, <see cref="Stacked{TTop, TBottom, TVector}"/>), so that a tile of any
/// height is a nested struct of named fields, the one form that the compiler keeps in registers (an array or an inline array
/// goes to memory, 8 times slower: docs/decisions/0002).
/// </summary>
/// <typeparam name="TSelf">The implementing tile.</typeparam>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public unsafe interface ITile<TSelf, TVector>
    where TSelf : unmanaged, ITile<TSelf, TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Rows of C in the tile; a constant to the compiler.</summary>
    static abstract int Rows { get; }

    /// <summary>Vectors of each row, 2 or, of a tile over the left half of a panel, 1; a constant to the compiler.</summary>
    static abstract int VectorsOfRow { get; }

    /// <summary>A tile of zeros.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>The tile that a panel of C holds.</summary>
    /// <remarks>Requires <see cref="Rows"/> rows of a panel at <paramref name="c"/>.</remarks>
    static abstract TSelf Load(float* c);

    /// <summary>Adds the outer product of one column of A and one row of B.</summary>
    /// <param name="a">Element of A in the first row of the whole stack.</param>
    /// <param name="row">This tile's first row in the stack; a constant to the compiler, which adds it to the addresses.</param>
    /// <param name="step">Columns of A from <paramref name="a"/> on, inside a run; a constant to the compiler too.</param>
    /// <param name="b0">The left vector of the row of B.</param>
    /// <param name="b1">Its right vector.</param>
    /// <remarks>Requires <see cref="Rows"/> elements of A from <paramref name="row"/> on, spaced as <typeparamref name="TLayout"/> says.</remarks>
    void AddOuterProduct<TLayout>(float* a, int row, int step, TVector b0, TVector b1)
        where TLayout : struct, IBroadcastLayout<TVector>;

    /// <summary>Hands every vector of the tile to the epilogue.</summary>
    /// <param name="epilogue">What becomes of a finished vector of C.</param>
    /// <param name="offset">Position of the tile's first element from the start of C, in floats.</param>
    void Finish<TEpilogue>(in TEpilogue epilogue, nint offset)
        where TEpilogue : struct, IEpilogue<TVector>;
}
