using ButterE.Engine.Data;
using ButterE.Engine.Networks;
using ButterE.Engine.Training;
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
    private const int StepsPerOctave = 4, SmallestPower = 5, LargestPower = 24;

    /// <summary>Finds the boundaries of one family of networks.</summary>
    /// <param name="data">What is trained on.</param>
    /// <param name="shape">Shape of the family.</param>
    /// <param name="depth">Depth of the family.</param>
    /// <param name="settings">How it is trained.</param>
    /// <param name="profile">The machine.</param>
    /// <param name="placement">The placement of the working sets.</param>
    public static IReadOnlyList<SpillBoundary> Of(
        Dataset data, Shape shape, int depth, TrainerSettings settings, HardwareProfile profile, IPlacement placement)
    {
        var memory = MemoryHierarchy.Of(profile);
        var family = Enumerable.Range(SmallestPower * StepsPerOctave, (LargestPower - SmallestPower) * StepsPerOctave + 1)
            .Select(step => (long)Math.Round(Math.Pow(2, (double)step / StepsPerOctave)))
            .Select(size => NetworkSolver.Solve(shape, data.Inputs, data.Outputs, depth, size))
            .DistinctBy(network => network.Parameters)
            .OrderBy(network => network.Parameters)
            .Select(network => (network.Parameters, Sets: placement.Place(
                new TrainingSetup(network, data.RawFeatures, settings.Batch, data.Rows, Schedule: settings.Schedule),
                memory, placement.DefaultDataCharge)))
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
                var outside = family.FindIndex(member => levelOf(member.Sets) > level);
                if (outside > 0)
                    yield return new SpillBoundary(
                        name, memory.Levels[level - 1].Name, (family[outside - 1].Parameters + family[outside].Parameters) / 2.0);
            }
        }
    }
}
