using System.Diagnostics;
using ButterE.Engine.Data;
using ButterE.Engine.Data.Sources;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Training;
using ButterE.Kernels.Losses;
using ButterE.Kernels.Simd;

namespace ButterE.Engine.Tuning;

/// <summary>Time of a training step with one thread and with all.</summary>
/// <param name="Parameters">Parameters of the network.</param>
/// <param name="OneThreadSeconds">With one thread, s.</param>
/// <param name="AllThreadsSeconds">With all threads, s.</param>
public sealed record SharedStepTime(long Parameters, double OneThreadSeconds, double AllThreadsSeconds);

/// <summary>From which size on a network deserves more than one thread.</summary>
/// <param name="Threads">Threads that were compared with one.</param>
/// <param name="SmallestSharedNetwork">Parameters from which all threads are faster, rounded up to a power of two; null when it could not be told.</param>
/// <param name="Reason">Why it could not be told; null when it could.</param>
/// <param name="Networks">What was measured, by ascending size.</param>
public sealed record ThreadBreakEven(int Threads, long? SmallestSharedNetwork, string? Reason, IReadOnlyList<SharedStepTime> Networks)
{
    private const int Batch = 256, Inputs = 32, Outputs = 8;
    private const int Rounds = 9;
    private const double VisitSeconds = 6e-4, Quantile = 0.25;

    /// <summary>Two hidden layers each: 4,056 to 261,711 parameters, about a factor of two apart.</summary>
    private static readonly int[] HiddenUnits = [46, 72, 108, 160, 236, 341, 491];

    /// <summary>Measures on the calling thread and a team; about a fifth of a second.</summary>
    /// <param name="path">The SIMD path.</param>
    /// <param name="threads">The threads to compare with one; with 1 nothing is measured.</param>
    /// <param name="tuning">Cache blocks to train with.</param>
    internal static ThreadBreakEven Measure(SimdPath path, int threads, TrainerTuning tuning)
    {
        if (threads < 2)
            return new ThreadBreakEven(threads, null, "one core is granted: there is nothing to share with", []);
        var times = HiddenUnits.Select(units => Time(new Network(Inputs, [units, units, Outputs]), path, threads, tuning)).ToArray();
        return Of(threads, times);
    }

    /// <summary>The size from which on every larger network was faster with all threads; between two sizes the gain is taken as a power of the size.</summary>
    internal static ThreadBreakEven Of(int threads, IReadOnlyList<SharedStepTime> times)
    {
        var gains = times.Select(time => Math.Log(time.OneThreadSeconds / time.AllThreadsSeconds)).ToArray();
        var first = gains.Length;
        while (first > 0 && gains[first - 1] > 0)
            first--;
        if (first == gains.Length)
            return new ThreadBreakEven(threads, null, $"{threads} threads gained nothing up to {times[^1].Parameters:N0} parameters", times);
        var crossing = Math.Log2(times[first].Parameters);
        if (first > 0)
        {
            var below = Math.Log2(times[first - 1].Parameters);
            crossing = below + (crossing - below) * -gains[first - 1] / (gains[first] - gains[first - 1]);
        }

        return new ThreadBreakEven(threads, 1L << (int)Math.Ceiling(crossing - 1e-9), null, times);
    }

    private static SharedStepTime Time(Network network, SimdPath path, int threads, TrainerTuning tuning)
    {
        var data = DatasetSource.Synthetic(Inputs, Outputs, Batch, LearningTask.Classification, seed: 0);
        var shared = tuning with { SmallestSharedNetwork = 0 };
        using var one = CpuTrainer.Create(network, LossKind.SoftmaxCrossEntropy, new() { Batch = Batch, Tuning = shared }, path);
        using var all = CpuTrainer.Create(network, LossKind.SoftmaxCrossEntropy, new() { Batch = Batch, Tuning = shared, Threads = threads }, path);
        var trainers = new[] { one, all };
        var batches = trainers.Select(trainer => trainer.Load(data.Features, data.Targets, TrainTestSplit.None(data.Rows).Train)).ToArray();
        try
        {
            var start = ParameterSet.GlorotUniform(network, seed: 0);
            foreach (var trainer in trainers)
                trainer.Import(start);
            var seconds = new[] { new double[Rounds], new double[Rounds] };
            for (var round = 0; round < Rounds; round++)
            {
                for (var i = 0; i < trainers.Length; i++)
                    seconds[i][round] = Visit(trainers[i], batches[i]);
            }

            return new SharedStepTime(network.Parameters, Low(seconds[0]), Low(seconds[1]));
        }
        finally
        {
            foreach (var batch in batches)
                batch.Dispose();
        }

        static double Low(double[] rounds) => rounds.Order().ElementAt((int)((Rounds - 1) * Quantile));
    }

    // The first steps wake the team up and fill the caches.
    private static double Visit(ITrainer trainer, IBatches batch)
    {
        for (var i = 0; i < 2; i++)
            trainer.Step(batch, 0);
        var start = Stopwatch.GetTimestamp();
        for (var steps = 1; ; steps++)
        {
            trainer.Step(batch, 0);
            if (Stopwatch.GetElapsedTime(start).TotalSeconds is var elapsed && elapsed >= VisitSeconds)
                return elapsed / steps;
        }
    }
}
