using ButterE.Probe.Caches;
using ButterE.Probe.Memory;
using ButterE.Probe.Profile;

namespace ButterE.Probe.Measurement;

/// <summary>What the two chains say about pages.</summary>
/// <param name="Levels">The buffers: on small pages, then on those asked to be huge.</param>
/// <param name="PageBytesEffective">Page size that the measured reach implies, bytes; null where no chain shows a page.</param>
/// <param name="HugeBytesGranted">Bytes that the kernel counts as lying on huge pages after they were asked for; null where none were, or it does not tell.</param>
internal sealed record TranslationResult(IReadOnlyList<TlbLevel> Levels, double? PageBytesEffective, long? HugeBytesGranted)
{
    /// <summary>Small pages lie anywhere in physical memory; what huge ones look like, and pages that no chain shows, is left to the curve.</summary>
    public PagePlacement? Pages => PageBytesEffective == OffHeapBuffer.PageBytes ? PagePlacement.Scattered : null;
}
