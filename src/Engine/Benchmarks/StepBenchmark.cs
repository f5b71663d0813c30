using System.Diagnostics;
using ButterE.Engine.Data;
using ButterE.Engine.Runs;
using ButterE.Engine.Training;
using ButterE.Probe.Memory;

namespace ButterE.Engine.Benchmarks;

/// <summary>Time of a training step, in the form that the peers print.</summary>
/// <param name="Id">Name of the network.</param>
/// <param name="Trainer">What ran.</param>
/// <param name="MinimumMicroseconds">Smallest of the seven samples, microseconds a step.</param>
/// <param name="MedianMicroseconds">Median of the seven samples, microseconds a step.</param>
/// <param name="Energy">Energy of one step, measured after the samples; null without a meter.</param>
/// <param name="HugePagesEffectiveBytes">Bytes of the process that lay on huge pages after the last sample; null where the system does not tell.</param>
public sealed record StepTime(
    string Id, TrainerDescription Trainer, double MinimumMicroseconds, double MedianMicroseconds, RunEnergy? Energy, long? HugePagesEffectiveBytes);

/// <summary>
/// Times training steps by the protocol of the peers: one batch of random rows, 5 steps to warm up, 3 to estimate, then seven samples of
/// as many steps as fill 0.12 s, at least 2.
/// </summary>
public static class StepBenchmark
{
    private const double SampleSeconds = 0.12;
    private const int Samples = 7;

    /// <summary>Times one network.</summary>
    /// <param name="listed">The network. One output: sigmoid and binary cross-entropy; several: softmax cross-entropy.</param>
    /// <param name="settings">How to train; one batch has <see cref="TrainerSettings.Batch"/> rows.</param>
    /// <param name="device">The device as the option --device names it.</param>
    /// <param name="seed">Seed of data and parameters.</param>
    /// <param name="metering">How its energy is metered; null for the time alone.</param>
    /// <exception cref="Probe.InputException">The meter does not see what is running.</exception>
    public static StepTime Run(ListedNetwork listed, TrainerSettings settings, string device, int seed, StepMetering? metering = null)
    {
        using var step = new PreparedStep(listed.Network, OutputRule.LossOf(LearningTask.Classification, listed.Network.Outputs), settings, device, seed);

        // The peers are compiled ahead of time; here the loops around the kernels are compiled in the first steps, so these last long enough.
        var warm = Stopwatch.StartNew();
        // A device measures meanwhile how to start its steps.
        for (var i = 0; i < 5 || (i < 200 && warm.Elapsed.TotalSeconds < 0.2) || step.Trainer.Launch == Launch.Auto; i++)
            step.Run(step.StepsAtOnce);
        var estimate = Seconds(3);
        var steps = Math.Max(2, (int)(SampleSeconds / estimate));
        var samples = Enumerable.Range(0, Samples).Select(_ => Seconds(steps) * 1e6).Order().ToArray();
        return new StepTime(listed.Id, step.Trainer, samples[0], samples[Samples / 2], metering?.Measure(step, samples[0] * 1e-6), TransparentHugePages.EffectiveBytes);

        double Seconds(int count)
        {
            var start = Stopwatch.GetTimestamp();
            step.Run(count);
            return Stopwatch.GetElapsedTime(start).TotalSeconds / count;
        }
    }
}
