using ButterE.Engine.Networks;
using ButterE.Engine.WorkingSets;

namespace ButterE.Engine.Model;

/// <summary>
/// The row wᵀQ of equation (9) of the paper: how often a run incurs each term of the model. The number of epochs n is part of
/// the weights, so that a coefficient is a cost per pass, operation, layer, access or byte.
/// </summary>
internal static class CostFeatures
{
    /// <summary>Counts the terms of one run.</summary>
    /// <param name="setup">What is trained; its number of rows must be known.</param>
    /// <param name="epochs">Epochs n of the run.</param>
    /// <param name="rules">How working sets are placed, charged and counted.</param>
    /// <param name="memory">The levels they are placed in.</param>
    /// <returns>4 + 2 C counts in the order ke, kp, ko, kd, a1…aC, m1…mC.</returns>
    /// <exception cref="ArgumentException">The number of rows is not known.</exception>
    public static double[] Of(TrainingSetup setup, double epochs, CountingRules rules, MemoryHierarchy memory)
    {
        if (rules.Inputs == InputCounting.Encoded)
            setup = setup.WithEncodedInputs();
        var sets = rules.Placement.Place(setup, memory, rules.DataCharge);
        if (setup.Rows is not { } rows || sets.Data is not { } data)
            throw new ArgumentException("the number of rows of the data set must be known", nameof(setup));
        var batches = BatchCounts.Of(rows, setup.Batch);
        var flops = TrainingFlops.Count(setup.Network, setup.RawFeatures, setup.Batch, rows);
        double training = epochs * batches.Training, test = epochs * batches.Test;
        var passes = 2 * training + test;

        var levels = memory.Levels.Count;
        var counts = new double[TermNames.BeforeLevels + 2 * levels];
        counts[0] = 1;
        counts[1] = passes;
        counts[2] = epochs * flops.PerEpoch!.Value;
        counts[3] = passes * setup.Network.Depth;
        // Equation (6) charges the backward pass no access to d: its batch has just been loaded by the forward pass.
        Access(data, training + test);
        Access(sets.Forward, training);
        Access(sets.Backward, training);
        Access(sets.Test, test);
        foreach (var set in sets.InterLayer)
            Access(set, passes);
        return counts;

        void Access(PlacedSet set, double times)
        {
            var bytes = rules.SizeBasis == SizeBasis.Undivided
                ? set.ChargedBytes
                : set.ChargedBytesPerInstance(memory.Levels[set.Level - 1].Instances);
            counts[TermNames.BeforeLevels + set.Level - 1] += times;
            counts[TermNames.BeforeLevels + levels + set.Level - 1] += times * bytes;
        }
    }
}
