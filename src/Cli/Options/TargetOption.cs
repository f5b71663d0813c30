using ButterE.Engine.Model;
using ButterE.Probe;

namespace ButterE.Cli.Options;

/// <summary>The value of the option --target.</summary>
internal static class TargetOption
{
    /// <exception cref="InputException">It is neither energy nor time.</exception>
    public static CostTarget Parse(string text) => text switch
    {
        "energy" => CostTarget.Energy,
        "time" => CostTarget.Time,
        var other => throw new InputException($"--target {other}: must be energy or time"),
    };
}
