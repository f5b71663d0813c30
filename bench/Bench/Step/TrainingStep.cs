using BenchmarkDotNet.Attributes;
using ButterE.Bench.Ceilings;
using ButterE.Bench.Metadata;
using ButterE.Engine.Benchmarks;
using ButterE.Engine.Data;
using ButterE.Engine.Training;

namespace ButterE.Bench.Step;

/// <summary>
/// Training steps of a few networks of the paper's grid, one for each order of magnitude. The engine may use fewer threads than a case allows; its
/// rates stand beside the ceilings of as many as were allowed. <c>bench/step</c> has the whole list beside the peers.
/// </summary>
public class TrainingStep : IMeasuredWork, IDisposable
{
    private PreparedStep? step;

    /// <summary>Some networks of the list that the peers read.</summary>
    public static IEnumerable<NamedNetwork> Networks =>
    [
        new("529_pollen-rectangle-d3-2^6", new(4, [5, 5, 1])),
        new("201_pol-rectangle-d3-2^12", new(26, [47, 47, 11])),
        new("201_pol-rectangle-d4-2^16", new(26, [171, 171, 171, 11])),
        new("sleep-trapezoid-d10-2^18", new(141, [271, 241, 212, 182, 153, 123, 94, 64, 35, 5])),
        new("mnist-rectangle-d3-2^20", new(784, [701, 701, 10])),
    ];

    /// <summary>One thread, and all.</summary>
    public static IEnumerable<int> ThreadCounts => new[] { 1, Environment.ProcessorCount }.Distinct();

    /// <summary>The network.</summary>
    [ParamsSource(nameof(Networks))]
    public NamedNetwork Network { get; set; } = Networks.First();

    /// <summary>The schedule.</summary>
    [ParamsAllValues]
    public Schedule Schedule { get; set; }

    /// <summary>Threads at most.</summary>
    [ParamsSource(nameof(ThreadCounts))]
    public int Threads { get; set; }

    private TrainerSettings Settings => new() { Schedule = Schedule, Threads = Threads };

    Work IMeasuredWork.Work
    {
        get
        {
            var network = Network.Network;
            var weights = Enumerable.Range(0, network.Depth).Sum(layer => (long)network.FanIn(layer) * network.Widths[layer]);
            // Three products a layer, but nobody wants the gradient by the features.
            var multiplyAdds = Settings.Batch * (3.0 * weights - (double)network.Inputs * network.Widths[0]);
            // Parameters and both moments are read and written; in the textbook schedule the gradient as well.
            var arrayBytes = sizeof(float) * network.Parameters * (Schedule == Schedule.Textbook ? 4 : 3);
            return new Work(Threads, 2 * multiplyAdds, 2 * arrayBytes, arrayBytes);
        }
    }

    /// <summary>Makes trainer and batch and measures the ceilings.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        ObservedCeilings.Observe(((IMeasuredWork)this).Work);
        step = new PreparedStep(Network.Network, OutputRule.LossOf(LearningTask.Classification, Network.Network.Outputs), Settings, Trainers.Cpu, seed: 1);
    }

    /// <summary>One step.</summary>
    [Benchmark]
    public void Run() => step!.Run();

    /// <summary>Measures the ceilings once more and frees the trainer.</summary>
    [GlobalCleanup]
    public void Finish()
    {
        Dispose();
        ObservedCeilings.Observe(((IMeasuredWork)this).Work);
    }

    /// <summary>Frees the trainer.</summary>
    public void Dispose()
    {
        step?.Dispose();
        GC.SuppressFinalize(this);
    }
}
