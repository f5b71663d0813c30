using ButterE.Kernels.Memory;
using ButterE.Probe.Memory;

namespace ButterE.Cli.Output;

/// <summary>Huge pages in a result: what was asked for and what the process has.</summary>
/// <param name="Asked">What was asked for.</param>
/// <param name="EffectiveBytes">Bytes of this process that lie on huge pages; null where the system does not tell.</param>
internal sealed record HugePagesReport(HugePages Asked, long? EffectiveBytes)
{
    /// <summary>The state at this moment; take it while the network still exists.</summary>
    public static HugePagesReport Now(HugePages asked) => new(asked, TransparentHugePages.EffectiveBytes);
}
