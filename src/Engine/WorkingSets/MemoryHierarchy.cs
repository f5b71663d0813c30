using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Engine.WorkingSets;

/// <summary>The levels of a hardware profile, complete enough to place working sets in them.</summary>
public sealed class MemoryHierarchy
{
    private MemoryHierarchy(IReadOnlyList<PlacementLevel> levels) => Levels = levels;

    /// <summary>The levels in ascending order.</summary>
    public IReadOnlyList<PlacementLevel> Levels { get; }

    /// <summary>Takes the levels of a profile. A last level of unknown capacity holds everything.</summary>
    /// <param name="profile">The profile.</param>
    /// <exception cref="InputException">A level lacks its capacity or how many instances there are of it.</exception>
    public static MemoryHierarchy Of(HardwareProfile profile)
    {
        var known = profile.AddressedLevels();
        var levels = new PlacementLevel[known.Count];
        for (var i = 0; i < levels.Length; i++)
        {
            var level = known[i];
            var isLast = i == levels.Length - 1;
            var capacity = level.CapacityBytes ?? (isLast ? double.PositiveInfinity : throw Missing(profile, level, "capacityBytes"));
            var instances = level.Instances
                ?? (level.SharedBy is { } sharers ? Math.Max(1, profile.Units / sharers) : isLast ? 1 : throw Missing(profile, level, "instances"));
            levels[i] = new PlacementLevel(level.Name, capacity, instances);
        }

        return new MemoryHierarchy(levels);
    }

    internal InputException TooLarge(WorkingSet set) =>
        new($"working set {set.Name} of {set.Bytes:0} bytes does not fit into the last level, {Levels[^1].Name}, of the hardware profile");

    private static InputException Missing(HardwareProfile profile, MemoryLevel level, string key) =>
        new($"hardware profile {profile.Name}: level {level.Name} has no {key}, which placing working sets needs "
            + $"(give it with --set {level.Name}.{key}=N)");
}

/// <summary>One level as a placement sees it.</summary>
/// <param name="Name">Name of the level.</param>
/// <param name="CapacityBytes">Capacity of one instance, bytes.</param>
/// <param name="Instances">Instances between which distributed data are divided.</param>
public sealed record PlacementLevel(string Name, double CapacityBytes, int Instances);
