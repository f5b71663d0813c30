using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm.Epilogues;

/// <summary>
/// What becomes of a finished vector of C while it is still in a register. An epilogue sees each vector of C exactly once, after
/// the last step of K, and must store what shall be kept. Every other matrix it touches has the panels and rows of C, so that
/// one offset addresses them all. <see cref="StoreOnly{TVector}"/> is the identity; any other epilogue equals it followed by
/// a pass over C, bit for bit.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public interface IEpilogue<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>
    /// Whether the compiler can inline the epilogue of every vector of a tile. A long one would exhaust its budget and leave calls of code that
    /// is not optimised yet, so it takes its tile from a buffer in the L1 cache instead. A constant to the compiler.
    /// </summary>
    static virtual bool IsShort => true;

    /// <summary>
    /// Length of K from which on <see cref="Prefetch"/> is called; <see cref="int.MaxValue"/> where it does nothing. A constant to the compiler.
    /// </summary>
    static virtual int PrefetchesFrom => int.MaxValue;

    /// <summary>Starts to bring near what <see cref="Accept"/> will touch; called while the tile is computed.</summary>
    /// <param name="offset">Position of the vector from the start of C, in floats.</param>
    void Prefetch(nint offset)
    {
    }

    /// <summary>Takes one vector of C.</summary>
    /// <param name="value">The vector.</param>
    /// <param name="offset">Its position from the start of C, in floats.</param>
    void Accept(TVector value, nint offset);
}
