using System.CommandLine;
using System.Text.Json;
using ButterE.Bench.Turns;
using ButterE.Engine.Benchmarks;
using ButterE.Probe;

namespace ButterE.Bench.Floor;

/// <summary><c>floor --threads N --networks LIST</c>: one JSON line a network, a step beside the multiply-add ceiling of as many processors.</summary>
internal static class FloorLines
{
    private const double SecondsPerNetwork = 1.5;

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var (threads, networks) = (LineOptions.Threads(least: 1), LineOptions.Networks());
        var command = new Command("floor", "A step beside the multiply-add ceiling of its processors, in turns: one JSON line a network.") { threads, networks };
        command.SetAction(parsed => Print(parsed.GetValue(threads), parsed.GetRequiredValue(networks)));
        return command;
    }

    /// <exception cref="InputException">Fewer processors are granted, or the list cannot be read.</exception>
    private static void Print(int threads, string list)
    {
        var networks = NetworkList.Read(list);
        var cpus = LineOptions.Processors(threads);
        var settings = StepThread.TunedSettings();
        foreach (var listed in networks)
        {
            var step = StepBesideCeiling.Measure(listed, settings, cpus, SecondsPerNetwork);
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                id = listed.Id,
                threads,
                stepUs = Math.Round(step.StepSeconds * 1e6, 3),
                ceilingGflops = Math.Round(step.CeilingFlopsPerSecond / 1e9, 2),
                ceilingFlopsOfStep = Math.Round(step.CeilingFlopsOfStep),
                rounds = step.Rounds,
            }));
        }
    }
}
