using ButterE.Engine.WorkingSets;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Recommendation;

/// <summary>The size at which a working set leaves a level of the memory hierarchy.</summary>
/// <param name="WorkingSet"><c>t</c> (the largest inter-layer set), <c>f</c> or <c>b</c>.</param>
/// <param name="Level">The level that it leaves.</param>
/// <param name="Parameters">Number of parameters, half-way between the last network that fits and the first that does not, as the paper
/// draws it.</param>
public sealed record SpillBoundary(string WorkingSet, string Level, double Parameters)
{
    /// <summary>Whether the set is one of the two that hold all parameters, f or b, which decide the cost of a size (section 8 of the paper).</summary>
    public bool IsKey => WorkingSet is "f" or "b";

    private const int StepsPerOctave = 4, SmallestPower = 5, LargestPower = 24;

    /// <summary>Finds the boundaries of one family of networks.</summary>
    /// <param name="family">The family.</param>
    /// <param name="profile">The machine.</param>
    /// <param name="placement">The placement of the working sets.</param>
    /// <exception cref="Probe.InputException">A level lacks what placing working sets needs.</exception>
    public static IReadOnlyList<SpillBoundary> Of(NetworkFamily family, HardwareProfile profile, IPlacement placement)
    {
        var memory = MemoryHierarchy.Of(profile);
        var members = Enumerable.Range(SmallestPower * StepsPerOctave, (LargestPower - SmallestPower) * StepsPerOctave + 1)
            .Select(step => family.SetupOf((long)Math.Round(Math.Pow(2, (double)step / StepsPerOctave))))
            .DistinctBy(setup => setup.Network.Parameters)
            .OrderBy(setup => setup.Network.Parameters)
            .Select(setup => (setup.Network.Parameters, Sets: placement.Place(setup, memory, placement.DefaultDataCharge)))
            .ToList();
        return
        [
            .. Boundaries("t", sets => sets.InterLayer.Max(t => t.Level)),
            .. Boundaries("f", sets => sets.Forward.Level),
            .. Boundaries("b", sets => sets.Backward.Level),
        ];

        IEnumerable<SpillBoundary> Boundaries(string name, Func<PlacedSets, int> levelOf)
        {
            for (var level = 1; level < memory.Levels.Count; level++)
            {
                var outside = members.FindIndex(member => levelOf(member.Sets) > level);
                if (outside > 0)
                    yield return new SpillBoundary(
                        name, memory.Levels[level - 1].Name, (members[outside - 1].Parameters + members[outside].Parameters) / 2.0);
            }
        }
    }
}
