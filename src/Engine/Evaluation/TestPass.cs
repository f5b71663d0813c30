using ButterE.Engine.Data;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Training;

namespace ButterE.Engine.Evaluation;

/// <summary>What one forward pass over some rows says of a network that was trained before.</summary>
/// <param name="Rows">Rows that were passed through it.</param>
/// <param name="Loss">Mean loss over the rows.</param>
/// <param name="Metrics">What users of such networks ask for.</param>
public sealed record TestPass(int Rows, double Loss, TestMetrics Metrics)
{
    /// <summary>Passes the test rows of a data set through a network.</summary>
    /// <param name="network">The network; its inputs and outputs are those of the data.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="data">The data.</param>
    /// <param name="split">The paper's: its test rows, which are those of a run with the same seed; none: every row.</param>
    /// <param name="seed">Seed of the split.</param>
    /// <param name="settings">Batch and threads.</param>
    /// <exception cref="ArgumentException">The network does not fit the data.</exception>
    /// <exception cref="Probe.InputException">There are too few rows to split.</exception>
    /// <exception cref="Kernels.UnavailableException">The SIMD path that the environment demands is absent.</exception>
    public static TestPass Of(Network network, ParameterSet parameters, Dataset data, SplitRule split, int seed, TrainerSettings settings)
    {
        data.RequireFit(network);
        var (train, test) = TrainTestSplit.Of(split, data.Rows, seed);
        var rows = split == SplitRule.Paper ? test : train;
        using var trainer = Trainers.Create(Trainers.Cpu, network, data.Loss, settings);
        trainer.Import(parameters);
        using var batches = trainer.Load(data.Features, data.Targets, rows);
        var outputs = new float[rows.Length * network.Outputs];
        double loss = 0;
        for (int batch = 0, first = 0; batch < batches.Count; first += batches.RowsOf(batch++))
        {
            loss += trainer.Test(batches, batch) * batches.RowsOf(batch);
            trainer.Outputs(outputs.AsSpan(first * network.Outputs, batches.RowsOf(batch) * network.Outputs));
        }

        loss /= rows.Length;
        var targets = new float[outputs.Length];
        for (var row = 0; row < rows.Length; row++)
            data.Targets.AsSpan(rows[row] * network.Outputs, network.Outputs).CopyTo(targets.AsSpan(row * network.Outputs));
        return new TestPass(rows.Length, loss, data.Task == LearningTask.Classification ? TestMetrics.OfClasses(outputs, targets, network.Outputs) : TestMetrics.OfNumbers(loss, targets, network.Outputs));
    }
}
