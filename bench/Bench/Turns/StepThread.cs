using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using ButterE.Engine.Benchmarks;
using ButterE.Engine.Data;
using ButterE.Engine.Training;
using ButterE.Engine.Tuning;
using ButterE.Kernels;
using ButterE.Kernels.Simd;
using ButterE.Probe.Files;

namespace ButterE.Bench.Turns;

/// <summary>A training step with a thread of its own, so that several can take turns in a process: a trainer that is to stay on some processors keeps the thread that makes it on
/// the first of them.</summary>
internal sealed class StepThread : IDisposable
{
    private readonly BlockingCollection<int> requests = [];
    private readonly BlockingCollection<double> seconds = [];
    private readonly Thread thread;
    private volatile ExceptionDispatchInfo? failure;

    /// <summary>Makes the trainer on its thread.</summary>
    /// <param name="listed">The network.</param>
    /// <param name="settings">How to train.</param>
    public StepThread(ListedNetwork listed, TrainerSettings settings)
    {
        thread = new Thread(() => Serve(listed, settings)) { IsBackground = true };
        thread.Start();
    }

    /// <summary>How to train as tuned for this machine, with one thread.</summary>
    public static TrainerSettings TunedSettings() =>
        new() { Tuning = Tuner.Obtain(SimdSelection.Choose(), CacheFolder.Locate(), Console.Error.WriteLine) };

    /// <summary>Makes the step some times.</summary>
    /// <param name="steps">How many times, at least 1; the first is not timed, since others have displaced what it reads.</param>
    /// <returns>Time of one, s.</returns>
    /// <exception cref="UnavailableException">The threads cannot be kept on processors here.</exception>
    public double Seconds(int steps)
    {
        requests.Add(steps);
        if (seconds.TryTake(out var time, Timeout.Infinite))
            return time;
        failure!.Throw();
        throw failure.SourceException;
    }

    public void Dispose()
    {
        requests.CompleteAdding();
        thread.Join();
        requests.Dispose();
        seconds.Dispose();
    }

    private void Serve(ListedNetwork listed, TrainerSettings settings)
    {
        try
        {
            using var step = new PreparedStep(listed.Network, OutputRule.LossOf(LearningTask.Classification, listed.Network.Outputs), settings, Trainers.Cpu, seed: 0);
            foreach (var steps in requests.GetConsumingEnumerable())
            {
                step.Run();
                var start = Stopwatch.GetTimestamp();
                step.Run(steps);
                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds / steps);
            }
        }
        catch (Exception e)
        {
            // For the caller: an exception on this thread would end the process.
            failure = ExceptionDispatchInfo.Capture(e);
            seconds.CompleteAdding();
        }
    }
}
