namespace ButterE.Bench.Metadata;

/// <summary>What one call of a benchmark computes and moves: from it the columns make rates, so that no figure is repeated by hand.</summary>
/// <param name="Threads">Threads that share the work; the ceilings beside it are those of as many cores.</param>
/// <param name="Flops">Floating-point operations, a multiply-add counts two; null where counting them says nothing.</param>
/// <param name="Bytes">
/// Bytes that must at least be loaded plus bytes that must be stored, were registers and caches never short; null where counting them says nothing.
/// </param>
/// <param name="WorkingSetBytes">Bytes that the call touches: the bandwidth beside it is that of a stream over as many.</param>
internal readonly record struct Work(int Threads, double? Flops, double? Bytes, long WorkingSetBytes);

/// <summary>A benchmark that says what it does. Its parameters alone decide, so that the columns need not prepare it.</summary>
internal interface IMeasuredWork
{
    /// <summary>One call with the parameters that are set.</summary>
    Work Work { get; }
}
