using ButterE.Engine.Networks;
using ButterE.Engine.Training;
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
    /// <exception cref="InvalidOperationException">The number of rows is not known.</exception>
    public static double[] Of(TrainingSetup setup, double epochs, CountingRules rules, MemoryHierarchy memory)
    {
        if (rules.Inputs == InputCounting.Encoded)
            setup = setup.WithEncodedInputs();
        var sets = rules.Placement.Place(setup, memory, rules.DataCharge);
        var (training, test) = Batches(setup, epochs);
        var data = sets.Data!;
        var passes = 2 * training + test;

        var levels = memory.Levels.Count;
        var counts = new double[TermNames.BeforeLevels + 2 * levels];
        CountWithoutMemory(counts, setup, training, test);
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

    /// <summary>
    /// Counts the terms beyond the paper's: what costs per layer is left to <see cref="LayerCalls"/>, and no set resides in one level.
    /// </summary>
    /// <param name="setup">What is trained; its number of rows must be known.</param>
    /// <param name="epochs">Epochs of the run.</param>
    /// <param name="rules">Whose working sets are spread over the levels, and whether threads share the work.</param>
    /// <param name="memory">The levels.</param>
    /// <returns>The counts in the order of <see cref="TermNames.For(int, int)"/> without the kernel regimes.</returns>
    /// <exception cref="InvalidOperationException">The number of rows is not known.</exception>
    public static double[] BeyondPaper(TrainingSetup setup, double epochs, CountingRules rules, MemoryHierarchy memory)
    {
        if (rules.Placement is EnginePlacement)
            return OfEngine(setup, epochs, rules.KnowThreads ? setup.Threads ?? 1 : 1, memory);
        setup = setup.WithEncodedInputs();
        var (network, levels) = (setup.Network, memory.Levels.Count);
        var (training, test) = Batches(setup, epochs);
        var passes = 2 * training + test;
        var counts = new double[TermNames.BeforeRegimes(levels)];
        CountWithoutMemory(counts, setup, training, test);

        // Unit values have a term of their own; what is left of the sets is parameters, gradients and moments.
        var sizes = WorkingSetSizes.OfPaper(setup);
        Serve(sizes.Forward, training);
        Serve(sizes.Test, test);
        Serve(sizes.Backward with { DistributedBytes = sizes.Backward.DistributedBytes - sizes.UnitBytesOfBackward }, training);

        double bytesPerColumn = sizeof(float) * (double)setup.Batch;
        var beyond = counts.AsSpan(TermNames.BeforeLevels + 2 * levels);
        beyond[0] = training;
        beyond[1] = (training + test) * bytesPerColumn * network.Inputs;
        beyond[2] = (training + test) * bytesPerColumn * network.Outputs;
        beyond[3] = passes * bytesPerColumn * network.Units(network.Inputs).Sum(units => (double)units);
        beyond[4] = passes * bytesPerColumn * Enumerable.Range(0, network.Depth).Where(network.HasSkip).Sum(layer => (double)network.Widths[layer]);
        return counts;

        void Serve(WorkingSet set, double times)
        {
            var served = PartialSpill.BytesByLevel(set, memory);
            for (var level = 0; level < levels; level++)
                counts[TermNames.BeforeLevels + levels + level] += times * served[level];
        }
    }

    /// <summary>
    /// The same for a run of this project's engine, from what its kernels do: an operation is one lane of a vector that is computed, used or not,
    /// by the kernel that the engine chooses for the layer; bytes are those of the panels that are read or written. Threads share all of it but the
    /// calls, the loss and the reading of a batch.
    /// </summary>
    private static double[] OfEngine(TrainingSetup setup, double epochs, int threads, MemoryHierarchy memory)
    {
        var levels = memory.Levels.Count;
        var (training, test) = Batches(setup, epochs);
        var work = StepWork.Of(setup.Network, setup.Batch, setup.Schedule, setup.Simd);
        var counts = new double[TermNames.BeforeRegimes(levels)];
        counts[0] = 1;
        counts[1] = 2 * training + test;
        foreach (var part in work.Parts)
        {
            var times = (training + (part.Part == StepPart.Forward ? test : 0)) / (part.Part == StepPart.Loss ? 1 : threads);
            counts[2] += times * part.Vectors * LayerWork.LanesOf(setup.Simd);
            Serve(TermNames.BeforeLevels + levels, work.Parameters, times * part.Parameters.Bytes);
            Serve(TermNames.BeforeLevels + 2 * levels + TermNames.BeyondPaper, work.Values, times * part.Values.Bytes);
        }

        double bytesPerColumn = sizeof(float) * (double)setup.Batch;
        var beyond = counts.AsSpan(TermNames.BeforeLevels + 2 * levels);
        beyond[0] = training;
        beyond[1] = (training + test) * bytesPerColumn * setup.Network.Inputs;
        beyond[2] = (training + test) * bytesPerColumn * setup.Network.Outputs;
        return counts;

        void Serve(int first, WorkingSet set, double bytes)
        {
            var served = PartialSpill.BytesByLevel(set, memory);
            for (var level = 0; level < levels; level++)
                counts[first + level] += bytes * served[level] / set.Bytes;
        }
    }

    /// <summary>How often a run calls layers of each size, ascending; see <see cref="KernelRegime"/>.</summary>
    /// <param name="setup">What is trained; its number of rows must be known.</param>
    /// <param name="epochs">Epochs of the run.</param>
    /// <exception cref="InvalidOperationException">The number of rows is not known.</exception>
    public static (double Size, double Calls)[] LayerCalls(TrainingSetup setup, double epochs)
    {
        var (training, test) = Batches(setup, epochs);
        var network = setup.Network;
        return
        [
            .. Enumerable.Range(0, network.Depth)
                .GroupBy(layer => KernelRegime.SizeOf(network.FanIn(layer), network.Widths[layer]))
                .OrderBy(group => group.Key)
                .Select(group => (group.Key, group.Count() * (2 * training + test))),
        ];
    }

    private static void CountWithoutMemory(double[] counts, TrainingSetup setup, double training, double test)
    {
        var flops = TrainingFlops.Count(setup.Network, setup.RawFeatures, setup.Batch, setup.Rows);
        counts[0] = 1;
        counts[1] = 2 * training + test;
        counts[2] = training * (flops.Forward + flops.Backward) + test * flops.Forward;
    }

    private static (double Training, double Test) Batches(TrainingSetup setup, double epochs)
    {
        var batches = setup.Batches;
        return (epochs * batches.Training, epochs * batches.Test);
    }
}
