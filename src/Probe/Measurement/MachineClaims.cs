using ButterE.Probe.Claims;
using ButterE.Probe.Machine;
using ButterE.Probe.Profile;

namespace ButterE.Probe.Measurement;

/// <summary>Everything that the machine claims beside what was measured.</summary>
internal static class MachineClaims
{
    /// <summary>The claims, contradicted ones first, else in the order of caches, lines, pages, clock, cores.</summary>
    public static IReadOnlyList<MachineClaim> Of(
        IReadOnlyList<MemoryLevel> levels, TranslationResult translation, int? lineBytes, double clockHz, CoreGrant grant)
    {
        var isVirtual = Cpuid.HasHypervisor;
        MachineClaim?[] claims =
        [
            .. CacheClaims.Of(levels.Where(level => level.Name != LevelReconciliation.MemoryName)),
            .. PageClaims.OfLine(DeclaredLines.Read(), lineBytes),
            .. PageClaims.OfBuffers(translation.Levels, CpuidBuffers.Read(), isVirtual),
            PageClaims.OfHugePages(translation.PageBytesEffective, translation.HugeBytesGranted),
            CoreClaims.OfClock(CpuModel.DeclaredClockHz, clockHz),
            .. CoreClaims.OfGrant(grant, isVirtual),
        ];
        return [.. claims.OfType<MachineClaim>().OrderBy(claim => claim.Verdict != ClaimVerdict.Contradicted)];
    }
}
