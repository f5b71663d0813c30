using ButterE.Engine.Model;
using ButterE.Engine.WorkingSets;
using ButterE.Kernels.Simd;
using ButterE.Engine.Training;
using ButterE.Probe.Profile;

namespace ButterE.Engine.WhatIf;

/// <summary>
/// An epoch of one network as a sum that a page can compute anew for other caches: a part that memory does not touch, and for two working sets the
/// seconds of moving them once a second per byte, each level serving its share of the set (as <see cref="ProfileStepModel"/> counts).
/// </summary>
/// <param name="Parameters">Trainable parameters.</param>
/// <param name="FixedSeconds">Arithmetic and overheads, s.</param>
/// <param name="Sets">The sets: parameters with moments, and unit values.</param>
public sealed record MemoryDemand(long Parameters, double FixedSeconds, IReadOnlyList<SetDemand> Sets)
{
    /// <summary>The traversals whose costs count: <c>adam</c> where the profile has it.</summary>
    public static IReadOnlyList<string> KindsOf(HardwareProfile profile) =>
        [.. from kind in (string[])["read", "write", "copy", "adam"] where profile.Traversals.Any(traversal => traversal.Kind == kind) select kind];

    /// <summary>Takes an epoch apart. The step times are linear in the costs of the traversals, so that unit costs give the parts exactly.</summary>
    /// <param name="profile">A profile with all that step times are made of.</param>
    /// <param name="path">The SIMD path that will run.</param>
    /// <param name="tuning">From which size on threads share a network.</param>
    /// <param name="setups">The networks; their numbers of rows must be known.</param>
    /// <exception cref="Probe.InsufficientDataException">The profile lacks something; it is named.</exception>
    public static IReadOnlyList<MemoryDemand> Of(HardwareProfile profile, SimdPath path, TrainerTuning tuning, IEnumerable<TrainingSetup> setups)
    {
        var kinds = KindsOf(profile);
        var free = Model(profile, "", 0);
        var whole = kinds.Select(kind => Model(profile, kind, 1)).ToArray();
        // A first level of next to nothing that next to infinitely many cores share between them holds what they divide and nothing that each copies.
        var apart = profile with
        {
            Levels = [profile.Levels[0] with { CapacityBytes = 1, Instances = int.MaxValue }, .. profile.Levels.Skip(1)],
        };
        var first = kinds.Select(kind => Model(apart, kind, 1, onlyFirst: true)).ToArray();
        var memory = MemoryHierarchy.Of(apart);
        return
        [
            .. setups.Select(setup =>
            {
                var (parameters, values) = free.SetsOf(setup.Network, setup.Batch, setup.Schedule);
                double ofParameters = Share(parameters), ofValues = Share(values), without = free.Predict(setup, 1);
                var weights = kinds.Select((_, kind) =>
                {
                    double sum = whole[kind].Predict(setup, 1) - without, part = first[kind].Predict(setup, 1) - without;
                    var valueWeight = (part - ofParameters * sum) / (ofValues - ofParameters);
                    return (Parameters: sum - valueWeight, Values: valueWeight);
                }).ToArray();
                return new MemoryDemand(setup.Network.Parameters, without,
                [
                    new SetDemand(parameters.ReplicatedBytes, parameters.DistributedBytes, [.. weights.Select(weight => weight.Parameters)]),
                    new SetDemand(values.ReplicatedBytes, values.DistributedBytes, [.. weights.Select(weight => weight.Values)]),
                ]);
            }),
        ];

        double Share(WorkingSet set) => PartialSpill.BytesByLevel(set, memory)[0] / set.Bytes;

        ProfileStepModel Model(HardwareProfile on, string kind, double cost, bool onlyFirst = false) => new(on with
        {
            Traversals =
            [
                .. on.Traversals.Select(traversal => traversal with
                {
                    Levels =
                    [
                        .. traversal.Levels.Select(level => level with
                        {
                            ServedSecondsPerByte = level.ServedSecondsPerByte is null ? null
                                : traversal.Kind == kind && (!onlyFirst || level.Level == on.Levels[0].Name) ? cost : 0,
                        }),
                    ],
                }),
            ],
        }, path, tuning);
    }

    /// <summary>Seconds of the epoch on a hierarchy: what the page computes.</summary>
    /// <param name="memory">The levels.</param>
    /// <param name="costs">Seconds per byte, by traversal in the order of <see cref="KindsOf"/>, then by level.</param>
    internal double Seconds(MemoryHierarchy memory, double[][] costs)
    {
        var seconds = FixedSeconds;
        foreach (var set in Sets)
        {
            var working = new WorkingSet("", set.ReplicatedBytes, set.DistributedBytes);
            var served = PartialSpill.BytesByLevel(working, memory);
            for (var kind = 0; kind < costs.Length; kind++)
            {
                for (var level = 0; level < served.Length; level++)
                    seconds += set.Weights[kind] * served[level] / working.Bytes * costs[kind][level];
            }
        }

        return seconds;
    }
}

/// <summary>How much an epoch moves of one working set.</summary>
/// <param name="ReplicatedBytes">Bytes of which every core has a copy.</param>
/// <param name="DistributedBytes">Bytes that the cores divide.</param>
/// <param name="Weights">Seconds of the epoch at one second per byte, by traversal in the order of <see cref="MemoryDemand.KindsOf"/>.</param>
public sealed record SetDemand(double ReplicatedBytes, double DistributedBytes, IReadOnlyList<double> Weights);
