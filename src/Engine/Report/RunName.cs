using ButterE.Engine.Runs;

namespace ButterE.Engine.Report;

/// <summary>Names of runs for people.</summary>
internal static class RunName
{
    /// <summary>The first digits of a run's identity, enough to find its file.</summary>
    public static string Short(string runId) => runId.Length <= 8 ? runId : runId[..8];

    /// <summary>Shape, depth and size.</summary>
    public static string Of(RunConfiguration configuration) =>
        $"{configuration.Shape ?? string.Join('-', configuration.Widths)}, depth {configuration.Depth}, {Quantity.Count(configuration.Parameters)}";
}
