using System.Runtime.CompilerServices;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm;

/// <summary>Finished rows of C in a buffer that stays in the L1 cache.</summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
internal static unsafe class FinishedRows<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Hands the rows to an epilogue.</summary>
    /// <typeparam name="TRow">What of a row counts: the whole, or its left half.</typeparam>
    /// <typeparam name="TEpilogue">The epilogue.</typeparam>
    /// <param name="finished">The rows, a panel wide each.</param>
    /// <param name="rows">Their number.</param>
    /// <param name="epilogue">What becomes of them.</param>
    /// <param name="offset">Position of the first from the start of C, in floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Finish<TRow, TEpilogue>(float* finished, int rows, in TEpilogue epilogue, nint offset)
        where TRow : unmanaged, ITile<TRow, TVector>
        where TEpilogue : struct, IEpilogue<TVector>
    {
        // A copy, or each vector that is stored would have the compiler read the epilogue again: it might have changed.
        var own = epilogue;
        for (; rows > 0; rows--)
        {
            TRow.Load(finished).Finish(own, offset);
            finished += Panel<TVector>.Width;
            offset += Panel<TVector>.Width;
        }
    }
}
