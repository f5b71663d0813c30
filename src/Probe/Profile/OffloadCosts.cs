namespace ButterE.Probe.Profile;

/// <summary>What it costs to give a device work and data; null in the profile of a CPU.</summary>
/// <param name="LaunchSeconds">Of one more kernel while others wait before it, s.</param>
/// <param name="RoundTripSeconds">From the start of a kernel that does nothing until the host knows that it ended, s.</param>
/// <param name="Transfers">
/// Copies between page-locked memory of the host and the device, kinds <c>toDevice</c> and <c>fromDevice</c>: a + m s, the wait for their end included.
/// </param>
public sealed record OffloadCosts(Estimate LaunchSeconds, Estimate RoundTripSeconds, IReadOnlyList<TraversalCost> Transfers)
{
    /// <summary>Of one more kernel in a recorded graph that is started by one call, s; null where kernels cannot be recorded.</summary>
    public Estimate? GraphNodeSeconds { get; init; }

    /// <summary>Of a meeting of one group on each multiprocessor inside a kernel, s; null where groups cannot wait for each other.</summary>
    public Estimate? GridBarrierSeconds { get; init; }
}
