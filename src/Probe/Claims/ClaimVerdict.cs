using ButterE.Probe.Profile;

namespace ButterE.Probe.Claims;

/// <summary>What a measurement says about a claim.</summary>
internal static class ClaimVerdict
{
    public const string Agrees = "agrees";
    public const string Contradicted = "contradicted";
    public const string SharedOrPartitioned = "sharedOrPartitioned";
    public const string Unresolved = "unresolved";
    public const string NotMeasured = "notMeasured";
    public const string Unclaimed = "unclaimed";

    /// <summary>The claim with its verdict: it agrees when it lies within a factor of what was measured, or of the interval.</summary>
    /// <param name="claim">The claim; its verdict is replaced.</param>
    /// <param name="tolerance">The factor.</param>
    public static MachineClaim Judge(MachineClaim claim, double tolerance)
    {
        if (claim.Measured is not { } measured)
            return claim with { Verdict = NotMeasured };
        if (claim.Claimed is not { } claimed)
            return claim with { Verdict = Unclaimed };
        var (low, high) = (claim.MeasuredLow ?? measured, claim.MeasuredHigh ?? measured);
        return claim with { Verdict = claimed * tolerance >= low && claimed <= high * tolerance ? Agrees : Contradicted };
    }
}
