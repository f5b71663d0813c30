using ButterE.Engine.WorkingSets;
using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Engine.WhatIf;

/// <summary>
/// A level that a machine does not have: one more cache. What it costs is not known, so that it costs the geometric mean of its neighbours unless told
/// otherwise, and as many cores share it as share the level above it, where that is a cache, or all.
/// </summary>
public static class AddedLevel
{
    private const string Form = "expected NAME=BYTES, such as L4=67108864 or L4=64MiB";

    /// <summary>The profile with a further level, in the order of capacities.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="text">NAME=BYTES.</param>
    /// <exception cref="InputException">The text is malformed, the name is taken, or the level would be the first or the last.</exception>
    public static HardwareProfile Insert(HardwareProfile profile, string text)
    {
        if (text.Split('=') is not [{ Length: > 0 } name, var size] || size.StartsWith('x') || name.Contains('.', StringComparison.Ordinal))
            throw new InputException($"--add-level {text}: {Form}");
        if (profile.Levels.Any(level => level.Name == name))
            throw new InputException($"--add-level {text}: the profile has a level {name}; change it with --set {name}.capacityBytes={size}");
        if (profile.Levels.Count < 2)
            throw new InputException($"--add-level {text}: the profile needs two levels to put another between");
        if (HardwareOverride.PositiveNumber(size) is not var (number, unit))
            throw new InputException($"--add-level {text}: {Form}");
        var capacity = number * unit;
        var above = profile.Levels.Select((level, index) => (level, index)).Skip(1)
            .FirstOrDefault(entry => (entry.level.CapacityBytes ?? double.PositiveInfinity) > capacity).index;
        if (above == 0 || capacity <= profile.Levels[above - 1].CapacityBytes)
        {
            throw new InputException($"--add-level {text}: must be larger than {profile.Levels[0].Name} and smaller than {profile.Levels[^1].Name}, "
                + "and equal to no level");
        }

        var (lower, upper) = (profile.Levels[above - 1], profile.Levels[above]);
        var isBelowMemory = above == profile.Levels.Count - 1;
        var level = new MemoryLevel
        {
            Name = name,
            CapacityBytes = capacity,
            Source = "assumed",
            Instances = isBelowMemory ? 1 : upper.Instances,
            SharedBy = isBelowMemory ? profile.Units : upper.SharedBy,
            LatencyNs = Mean(lower.LatencyNs, upper.LatencyNs),
            ReadBytesPerSecond = Mean(lower.ReadBytesPerSecond, upper.ReadBytesPerSecond),
            WriteBytesPerSecond = Mean(lower.WriteBytesPerSecond, upper.WriteBytesPerSecond),
            CopyBytesPerSecond = Mean(lower.CopyBytesPerSecond, upper.CopyBytesPerSecond),
        };
        return profile with
        {
            Levels = [.. profile.Levels.Take(above), level, .. profile.Levels.Skip(above)],
            Traversals = [.. profile.Traversals.Select(traversal => With(traversal, lower.Name, upper.Name, name))],
        };
    }

    private static TraversalCost With(TraversalCost traversal, string lower, string upper, string name)
    {
        var (below, beyond) = (traversal.Levels.FirstOrDefault(cost => cost.Level == lower), traversal.Levels.FirstOrDefault(cost => cost.Level == upper));
        if (below is null || beyond is null)
            return traversal;
        var between = new AffineCost(name, below.Seconds is { } a && beyond.Seconds is { } b
            ? new AffineFit((a.A + b.A) / 2, null, null, Mean(a.M, b.M) ?? 0, null, null)
            : null) { ServedSecondsPerByte = Mean(below.ServedSecondsPerByte, beyond.ServedSecondsPerByte) };
        return traversal with { Levels = [.. traversal.Levels.TakeWhile(cost => cost != beyond), between, .. traversal.Levels.SkipWhile(cost => cost != beyond)] };
    }

    private static double? Mean(double? a, double? b) => a is >= 0 && b is >= 0 ? Math.Sqrt(a.Value * b.Value) : null;
}
