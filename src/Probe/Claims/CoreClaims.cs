using ButterE.Probe.Machine;
using ButterE.Probe.Profile;

namespace ButterE.Probe.Claims;

/// <summary>Claims about cores: their clock, and how many of those that are shown may be used.</summary>
internal static class CoreClaims
{
    private const double ClockTolerance = 1.05, CountTolerance = 1.001;

    /// <summary>The declared clock beside the measured one.</summary>
    public static MachineClaim? OfClock(double? declaredHz, double measuredHz) => declaredHz is null ? null : ClaimVerdict.Judge(
        new MachineClaim("core clock", "Hz", declaredHz, "cpuinfo")
        {
            Trust = DeclaredCache.Low,
            Reason = "a guest is shown the time-stamp counter, a host the last governor's choice",
            Measured = measuredHz,
            Verdict = ClaimVerdict.NotMeasured,
        }, ClockTolerance);

    /// <summary>Processors shown beside the time granted on them, and threads of one core beside cores.</summary>
    public static IEnumerable<MachineClaim> OfGrant(CoreGrant grant, bool isVirtual)
    {
        var granted = Math.Min(grant.QuotaCores ?? double.PositiveInfinity, grant.Affinity.Count > 0 ? grant.Affinity.Count : double.PositiveInfinity);
        if (grant.Online is { } online && double.IsFinite(granted))
        {
            var by = granted == grant.QuotaCores ? "a control group's quota" : "the affinity mask";
            yield return ClaimVerdict.Judge(new MachineClaim("cores", "cores", online, "sysfs")
            {
                Trust = granted < online ? DeclaredCache.Low : DeclaredCache.High,
                Reason = granted < online ? $"{by} grants fewer" : null,
                Measured = granted,
                Verdict = ClaimVerdict.NotMeasured,
            }, CountTolerance);
        }

        if (grant.Cores.Count > 0)
        {
            yield return new MachineClaim("threads of one core", "cores", grant.Cores.Max(core => core.Count), "sysfs")
            {
                Trust = isVirtual ? DeclaredCache.Low : DeclaredCache.High,
                Reason = isVirtual ? DeclaredCaches.HypervisorReason : null,
                Verdict = ClaimVerdict.NotMeasured,
            };
        }
    }
}
