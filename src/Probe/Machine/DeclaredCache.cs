namespace ButterE.Probe.Machine;

/// <summary>A data or unified cache as one source declares it: evidence, not truth. Virtual machines routinely declare nonsense.</summary>
/// <param name="Source"><c>sysfs</c>, <c>cpuid</c>, <c>sysconf</c> or <c>cpuidLegacy</c>.</param>
/// <param name="Level">1, 2, 3, …</param>
/// <param name="Bytes">Capacity of one instance.</param>
/// <param name="SharedBy">Logical processors that share one instance; null when the source does not say.</param>
/// <param name="Trust"><c>high</c>, <c>low</c> or <c>none</c>.</param>
/// <param name="Reason">Why the trust is not high; null when it is.</param>
public sealed record DeclaredCache(string Source, int Level, long Bytes, int? SharedBy, string Trust = DeclaredCache.High, string? Reason = null)
{
    internal const string High = "high";
    internal const string Low = "low";
    internal const string None = "none";

    internal DeclaredCache Doubted(string trust, string reason) =>
        Trust == None ? this : this with { Trust = trust, Reason = Reason is null ? reason : $"{Reason}; {reason}" };
}
