namespace ButterE.Probe.Profile;

/// <summary>One thing that the machine says of itself, beside what it does.</summary>
/// <param name="What">What is claimed, such as <c>L3 capacity</c>.</param>
/// <param name="Unit"><c>B</c>, <c>entries</c>, <c>Hz</c> or <c>cores</c>.</param>
/// <param name="Claimed">The claim; null where the machine makes none.</param>
/// <param name="By">Who claims it: sources separated by commas; null where nobody does.</param>
public sealed record MachineClaim(string What, string Unit, double? Claimed, string? By)
{
    /// <summary><c>high</c>, <c>low</c> or <c>none</c>: how far the claim was believed before anything was measured; null without one.</summary>
    public string? Trust { get; init; }

    /// <summary>Why the trust is not high; null when it is.</summary>
    public string? Reason { get; init; }

    /// <summary>What was measured; null where it was not.</summary>
    public double? Measured { get; init; }

    /// <summary>Lower end of its 95 % interval; null where there is none.</summary>
    public double? MeasuredLow { get; init; }

    /// <summary>Upper end of its 95 % interval.</summary>
    public double? MeasuredHigh { get; init; }

    /// <summary>
    /// <c>agrees</c>, <c>contradicted</c>, <c>sharedOrPartitioned</c> (less than claimed, of a cache shared with strangers), <c>unresolved</c>
    /// (measured without a clear answer), <c>notMeasured</c> or <c>unclaimed</c>.
    /// </summary>
    public required string Verdict { get; init; }
}
