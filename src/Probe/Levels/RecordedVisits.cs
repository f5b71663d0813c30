using ButterE.Probe.Traversals;

namespace ButterE.Probe.Levels;

/// <summary>The visits of a recorded trace.</summary>
/// <param name="Visits">The visits of one chain.</param>
/// <param name="Order">Which chain.</param>
public sealed record RecordedVisits(IReadOnlyList<Visit> Visits, ChainOrder Order);
