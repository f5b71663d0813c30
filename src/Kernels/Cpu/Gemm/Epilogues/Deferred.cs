using System.Runtime.CompilerServices;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm.Epilogues;

/// <summary>
/// Keeps a finished tile in a buffer that stays in the L1 cache, for an epilogue too long to be inlined once per vector of a tile, and meanwhile
/// starts to bring near what that epilogue will touch.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
/// <typeparam name="TEpilogue">The epilogue that follows.</typeparam>
/// <param name="epilogue">The epilogue that follows.</param>
/// <param name="buffer">Receives the tile.</param>
/// <param name="place">The tile's place in C, in floats.</param>
internal readonly unsafe struct Deferred<TVector, TEpilogue>(TEpilogue epilogue, float* buffer, nint place) : IEpilogue<TVector>
    where TVector : unmanaged, IVector<TVector>
    where TEpilogue : struct, IEpilogue<TVector>
{
    private readonly TEpilogue epilogue = epilogue;
    private readonly float* buffer = buffer;
    private readonly nint place = place;

    /// <inheritdoc/>
    public static int PrefetchesFrom => TEpilogue.PrefetchesFrom;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(nint offset) => epilogue.Prefetch(place + offset);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accept(TVector value, nint offset) => TVector.Store(value, buffer + offset);
}
