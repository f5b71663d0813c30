namespace ButterE.Probe.Memory;

/// <summary>The kernel's policy on huge pages for anonymous memory.</summary>
internal static class TransparentHugePages
{
    private const string PolicyFile = "/sys/kernel/mm/transparent_hugepage/enabled";

    /// <summary>Whether asking can help: the advice call succeeds even where the policy is <c>never</c>.</summary>
    public static bool AreAllowed { get; } = File.Exists(PolicyFile) && !File.ReadAllText(PolicyFile).Contains("[never]", StringComparison.Ordinal);
}
