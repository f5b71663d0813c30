namespace ButterE.Probe.Profile;

/// <summary>One translation look-aside buffer.</summary>
/// <param name="Entries">Pages it reaches.</param>
/// <param name="PageBytes">Bytes of one page.</param>
/// <param name="WalkNs">Extra time of a load that misses it, ns.</param>
public sealed record TlbLevel(double? Entries, double? PageBytes = null, double? WalkNs = null);
