using System.Diagnostics;
using ButterE.Engine.Data;
using ButterE.Engine.Data.Sources;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Training;
using ButterE.Kernels.Losses;
using ButterE.Kernels.Simd;
using ButterE.Probe.Levels;

namespace ButterE.Engine.Tuning;

/// <summary>Training steps of small networks with one thread and with all, to find where sharing begins to pay.</summary>
internal sealed class SharedSteps : IDisposable
{
    private const int Batch = 256, Inputs = 32, Outputs = 8;
    private const int Rounds = 10;

    // Of the rounds: below what a neighbour disturbed, above the luckiest.
    private const double LowQuantile = 0.2;

    private const double VisitSeconds = 4e-4;

    /// <summary>Calls after which the runtime compiles a method anew with optimisation, and some.</summary>
    private const int WarmUpSteps = 60;

    /// <summary>
    /// Two hidden layers each: 4,191 to 131,336 parameters, at most 15 % above the powers of two. Their rows are tiles of few different heights, each of which the runtime
    /// has to compile.
    /// </summary>
    private static readonly int[] HiddenUnits = [47, 75, 118, 171, 246, 342];

    private readonly int threads;
    private readonly long usual;
    private readonly Pair[] pairs;

    /// <summary>Makes the trainers and has the runtime compile what they run: kernels at their first call, what is around them after some calls of the smallest network.</summary>
    /// <param name="path">The SIMD path.</param>
    /// <param name="threads">Threads to compare with one, at least two.</param>
    /// <param name="tuning">The usual break-even, and the cache blocks to train with: these networks are too small to be cut into many.</param>
    public SharedSteps(SimdPath path, int threads, TrainerTuning tuning)
    {
        (this.threads, usual) = (threads, tuning.SmallestSharedLayer);
        pairs = [.. HiddenUnits.Select(units => new Pair(new Network(Inputs, [units, units, Outputs]), path, threads, tuning))];
        Parallel.ForEach(pairs, pair => pair.Step());
        for (var i = 1; i < WarmUpSteps; i++)
            pairs[0].Step();
    }

    /// <summary>Measures in turns over networks and thread counts, so that a neighbour meets all of them; less than a fifth of a second.</summary>
    public ThreadBreakEven Measure()
    {
        var seconds = pairs.Select(_ => (One: new double[Rounds], All: new double[Rounds])).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < pairs.Length; i++)
                (seconds[i].One[round], seconds[i].All[round]) = pairs[i].Time();
        }

        var coreShare = pairs.Sum(pair => pair.SharedCpuSeconds) / (threads * pairs.Sum(pair => pair.SharedSeconds));
        return ThreadBreakEven.Of(
            threads, [.. pairs.Zip(seconds, (pair, times) => new SharedStepTime(pair.Network.Parameters, pair.Network.Depth, Low(times.One), Low(times.All)))], usual, coreShare);

        static double Low(double[] rounds) => Quantile.AtOrBelow(rounds.Order().ToArray(), LowQuantile);
    }

    public void Dispose()
    {
        foreach (var pair in pairs)
            pair.Dispose();
    }

    /// <summary>One network, once with one thread and once with all.</summary>
    private sealed class Pair : IDisposable
    {
        private readonly ITrainer one, all;
        private readonly IBatches oneBatch, allBatch;

        public Pair(Network network, SimdPath path, int threads, TrainerTuning tuning)
        {
            Network = network;
            var data = DatasetSource.Synthetic(Inputs, Outputs, Batch, LearningTask.Classification, seed: 0);
            var settings = new TrainerSettings { Batch = Batch, Tuning = tuning with { SmallestSharedLayer = 0 } };
            (one, oneBatch) = Make(settings);
            (all, allBatch) = Make(settings with { Threads = threads });

            (ITrainer, IBatches) Make(TrainerSettings settings)
            {
                var trainer = CpuTrainer.Create(network, LossKind.SoftmaxCrossEntropy, settings, path);
                trainer.Import(ParameterSet.GlorotUniform(network, seed: 0));
                return (trainer, trainer.Load(data.Features, data.Targets, TrainTestSplit.None(data.Rows).Train));
            }
        }

        public Network Network { get; }

        /// <summary>Processor time of all threads while they shared the network, s.</summary>
        public double SharedCpuSeconds { get; private set; }

        /// <summary>Time during which they did, s.</summary>
        public double SharedSeconds { get; private set; }

        public void Step()
        {
            one.Step(oneBatch, 0);
            all.Step(allBatch, 0);
        }

        /// <summary>Seconds of a step with one thread and with all.</summary>
        public (double One, double All) Time()
        {
            var single = Visit(one, oneBatch);
            var (start, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var shared = Visit(all, allBatch);
            SharedCpuSeconds += (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
            SharedSeconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
            return (single, shared);
        }

        public void Dispose()
        {
            oneBatch.Dispose();
            allBatch.Dispose();
            one.Dispose();
            all.Dispose();
        }

        // The first step wakes the team up and fills the caches.
        private static double Visit(ITrainer trainer, IBatches batch)
        {
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
}
