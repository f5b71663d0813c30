using ButterE.Kernels.Memory;
using ButterE.Probe.Machine;

namespace ButterE.Probe.Measurement;

/// <summary>What the machine did not allow, and what was done instead.</summary>
internal static class RecordedDowngrades
{
    /// <summary>A sentence for each; empty when everything was as asked.</summary>
    public static IReadOnlyList<string> Of(ProbeSettings settings, SweepResult sweep, CoreGrant grant)
    {
        var sentences = new List<string>();
        if (settings.HugePages == HugePages.Auto && !sweep.HugePagesAsked)
            sentences.Add("huge pages: this system grants none; measured on small pages");
        if (settings.Threads is { } asked && asked > GrantedCores.Count)
            sentences.Add($"threads: {asked} asked, {GrantedCores.Count} granted; measured with those");
        if (grant.QuotaCores is { } quota && quota < GrantedCores.Numbers().Count)
            sentences.Add($"cores: a control group grants the time of {quota:0.##} cores on {GrantedCores.Numbers().Count} processors; figures of all cores are of "
                + $"{GrantedCores.ForMeasuring(settings.Threads).Count}");
        if (GrantedCores.Numbers().Count == 0)
            sentences.Add("affinity: threads cannot be pinned on this system; caches may change under them");
        if (sweep.Rejected.Count > 0)
            sentences.Add($"visits: {sweep.Rejected.Count} were disturbed throughout and left out");
        return sentences;
    }
}
