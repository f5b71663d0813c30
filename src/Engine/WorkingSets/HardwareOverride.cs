using System.Globalization;
using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Engine.WorkingSets;

/// <summary>Changes one value of one memory level: what <c>--set L2.capacityBytes=4194304</c> asks for.</summary>
public static class HardwareOverride
{
    private const string Form = "expected LEVEL.KEY=NUMBER, such as L1.capacityBytes=65536";

    /// <summary>The profile with the assignments applied in order. A changed level is of source <c>assumed</c>.</summary>
    /// <param name="profile">The profile to start from.</param>
    /// <param name="assignments">Assignments LEVEL.KEY=NUMBER; keys are those of a level of the profile.</param>
    /// <exception cref="InputException">An assignment is malformed, or names a level or key that the profile does not have.</exception>
    public static HardwareProfile Apply(HardwareProfile profile, IEnumerable<string> assignments) => assignments.Aggregate(profile, Apply);

    private static HardwareProfile Apply(HardwareProfile profile, string assignment)
    {
        if (assignment.Split('=') is not [var target, var text] || target.Split('.') is not [var levelName, var key])
            throw new InputException($"--set {assignment}: {Form}");
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value) || value <= 0)
            throw new InputException($"--set {assignment}: '{text}' is not a positive number");
        if (profile.Levels.All(level => level.Name != levelName))
        {
            throw new InputException($"--set {assignment}: the profile has no level {levelName}; "
                + $"it has {string.Join(", ", profile.Levels.Select(l => l.Name))}");
        }


        return profile with
        {
            Levels = [.. profile.Levels.Select(level => level.Name == levelName ? Changed(level, key, value, assignment) : level)],
        };
    }

    private static MemoryLevel Changed(MemoryLevel level, string key, double value, string assignment) => key switch
    {
        "capacityBytes" => level with { CapacityBytes = value, CapacityLow = null, CapacityHigh = null, Source = "assumed" },
        "latencyNs" => level with { LatencyNs = value, Source = "assumed" },
        "readBytesPerSecond" => level with { ReadBytesPerSecond = value, Source = "assumed" },
        "writeBytesPerSecond" => level with { WriteBytesPerSecond = value, Source = "assumed" },
        "copyBytesPerSecond" => level with { CopyBytesPerSecond = value, Source = "assumed" },
        "instances" or "sharedBy" when value != Math.Floor(value) || value > int.MaxValue =>
            throw new InputException($"--set {assignment}: {key} must be a whole number"),
        "instances" => level with { Instances = (int)value, Source = "assumed" },
        "sharedBy" => level with { SharedBy = (int)value, Source = "assumed" },
        _ => throw new InputException(
            $"--set {assignment}: unknown key {key}; known are "
            + "capacityBytes, latencyNs, readBytesPerSecond, writeBytesPerSecond, copyBytesPerSecond, instances, sharedBy"),
    };
}
