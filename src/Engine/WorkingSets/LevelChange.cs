using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Engine.WorkingSets;

/// <summary>
/// Changes one value of one memory level. A bandwidth changes the costs of the traversals with it, and a cost of a traversal the bandwidth, so that
/// predictions from either agree.
/// </summary>
internal static class LevelChange
{
    /// <summary>The keys of a level: those of the profile, and the costs of an access a + m s as <c>accessSeconds</c> and <c>readSecondsPerByte</c> etc.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "capacityBytes", "latencyNs", "readBytesPerSecond", "writeBytesPerSecond", "copyBytesPerSecond", "readSecondsPerByte", "writeSecondsPerByte",
        "copySecondsPerByte", "accessSeconds", "instances", "sharedBy",
    ];

    public static HardwareProfile Apply(HardwareProfile profile, MemoryLevel level, string key, Func<double?, double> value, string assignment)
    {
        switch (key)
        {
            case "capacityBytes":
                return With(profile, level with { CapacityBytes = value(level.CapacityBytes), CapacityLow = null, CapacityHigh = null });
            case "latencyNs":
                return With(profile, level with { LatencyNs = value(level.LatencyNs) });
            case "readBytesPerSecond" or "writeBytesPerSecond" or "copyBytesPerSecond":
                var kind = key[..^"BytesPerSecond".Length];
                var held = BandwidthOf(level, kind) ?? 1 / CostOf(profile, level, kind);
                var bandwidth = value(held);
                return Scaled(profile, level, kind, held is { } before ? before / bandwidth : null, bandwidth);
            case "readSecondsPerByte" or "writeSecondsPerByte" or "copySecondsPerByte":
                var traversal = key[..^"SecondsPerByte".Length];
                var cost = CostOf(profile, level, traversal)
                    ?? throw new InputException($"--set {assignment}: the profile holds no cost of a {traversal} in {level.Name}");
                var factor = value(cost) / cost;
                return Scaled(profile, level, traversal, factor, BandwidthOf(level, traversal) / factor);
            case "accessSeconds":
                return WithAccess(profile, level, value, assignment);
            case "instances":
                return With(profile, level with { Instances = Whole(value(level.Instances), key, assignment) });
            case "sharedBy":
                return With(profile, level with { SharedBy = Whole(value(level.SharedBy), key, assignment) });
            default:
                throw new InputException($"--set {assignment}: unknown key {key}; known are {string.Join(", ", Keys)}");
        }
    }

    private static HardwareProfile With(HardwareProfile profile, MemoryLevel changed) => profile with
    {
        Levels = [.. profile.Levels.Select(level => level.Name == changed.Name ? changed with { Source = "assumed" } : level)],
    };

    private static double? BandwidthOf(MemoryLevel level, string kind) =>
        kind switch { "read" => level.ReadBytesPerSecond, "write" => level.WriteBytesPerSecond, _ => level.CopyBytesPerSecond };

    private static double? CostOf(HardwareProfile profile, MemoryLevel level, string kind)
    {
        var cost = profile.Traversals.FirstOrDefault(traversal => traversal.Kind == kind)?.Levels.FirstOrDefault(cost => cost.Level == level.Name);
        return cost?.ServedSecondsPerByte ?? cost?.Seconds?.M;
    }

    // A factor of null: neither a bandwidth nor a cost was known, so there is no cost to scale.
    private static HardwareProfile Scaled(HardwareProfile profile, MemoryLevel level, string kind, double? factor, double? bandwidth)
    {
        var changed = With(profile, kind switch
        {
            "read" => level with { ReadBytesPerSecond = bandwidth },
            "write" => level with { WriteBytesPerSecond = bandwidth },
            _ => level with { CopyBytesPerSecond = bandwidth },
        });
        return factor is not { } by ? changed : WithCosts(changed, level.Name, traversal => traversal.Kind == kind, cost => cost with
        {
            ServedSecondsPerByte = cost.ServedSecondsPerByte * by,
            ServedSecondsLow = null,
            ServedSecondsHigh = null,
            Seconds = cost.Seconds is { } line ? line with { M = line.M * by, MLow = null, MHigh = null } : null,
        });
    }

    private static HardwareProfile WithAccess(HardwareProfile profile, MemoryLevel level, Func<double?, double> value, string assignment)
    {
        var held = profile.Traversals.FirstOrDefault(traversal => traversal.Kind == "read")
            ?.Levels.FirstOrDefault(cost => cost.Level == level.Name)?.Seconds?.A;
        if (held is null)
            throw new InputException($"--set {assignment}: the profile holds no fitted cost of an access in {level.Name}");
        var access = value(held);
        return WithCosts(With(profile, level), level.Name, traversal => traversal.Kind == "read", cost => cost with
        {
            Seconds = cost.Seconds is { } line ? line with { A = access, ALow = null, AHigh = null } : null,
        });
    }

    private static HardwareProfile WithCosts(HardwareProfile profile, string level, Func<TraversalCost, bool> which, Func<AffineCost, AffineCost> change) =>
        profile with
        {
            Traversals =
            [
                .. profile.Traversals.Select(traversal => which(traversal)
                    ? traversal with { Levels = [.. traversal.Levels.Select(cost => cost.Level == level ? change(cost) : cost)] }
                    : traversal),
            ],
        };

    internal static int Whole(double value, string key, string assignment) => value == Math.Floor(value) && value <= int.MaxValue
        ? (int)value
        : throw new InputException($"--set {assignment}: {key} must be a whole number");
}
