using ButterE.Engine.Data;
using ButterE.Engine.Data.Sources;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Training;
using ButterE.Kernels;
using ButterE.Kernels.Losses;

namespace ButterE.Engine.Benchmarks;

/// <summary>One training step, ready to be timed again and again: a trainer with random parameters and one batch of random rows.</summary>
public sealed class PreparedStep : IDisposable
{
    private readonly ITrainer trainer;
    private readonly IBatches batch;
    private readonly double[] losses = new double[1024];

    /// <summary>Makes the trainer and its batch.</summary>
    /// <param name="network">The network.</param>
    /// <param name="loss">Output activation and loss.</param>
    /// <param name="settings">How to train; the batch has <see cref="TrainerSettings.Batch"/> rows.</param>
    /// <param name="device">The device as the option --device names it.</param>
    /// <param name="seed">Seed of data and parameters.</param>
    /// <exception cref="UnavailableException">The device or the SIMD path is absent, or another device is required.</exception>
    public PreparedStep(Network network, LossKind loss, TrainerSettings settings, string device, int seed)
    {
        var data = DatasetSource.Synthetic(network.Inputs, network.Outputs, settings.Batch, OutputRule.TaskOf(loss), seed);
        trainer = Trainers.Create(device, network, loss, settings);
        trainer.Import(ParameterSet.GlorotUniform(network, seed));
        batch = trainer.Load(data.Features, data.Targets, TrainTestSplit.None(data.Rows).Train);
    }

    /// <summary>What runs.</summary>
    public TrainerDescription Trainer => trainer.Description;

    /// <summary>Steps that are worth making at once.</summary>
    public int StepsAtOnce => Math.Min(trainer.StepsAtOnce, losses.Length);

    /// <summary>Makes the step some times.</summary>
    /// <param name="steps">How many times.</param>
    public void Run(int steps = 1)
    {
        for (var done = 0; done < steps;)
        {
            var now = Math.Min(StepsAtOnce, steps - done);
            trainer.Steps(batch, 0, losses.AsSpan(0, now));
            done += now;
        }
    }

    /// <summary>Makes a test pass over the same batch.</summary>
    public void Test() => trainer.Test(batch, 0);

    /// <summary>Makes the step and times its parts.</summary>
    /// <param name="laps">Takes the times.</param>
    public void Run(StepLaps laps) => trainer.Step(batch, 0, laps);

    /// <inheritdoc/>
    public void Dispose()
    {
        batch.Dispose();
        trainer.Dispose();
    }
}
