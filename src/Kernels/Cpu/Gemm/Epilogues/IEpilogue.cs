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
    /// <summary>Takes one vector of C.</summary>
    /// <param name="value">The vector.</param>
    /// <param name="offset">Its position from the start of C, in floats.</param>
    void Accept(TVector value, nint offset);
}
