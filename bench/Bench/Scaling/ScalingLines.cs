using System.CommandLine;
using System.Text.Json;
using ButterE.Bench.Turns;
using ButterE.Engine.Benchmarks;
using ButterE.Probe;

namespace ButterE.Bench.Scaling;

/// <summary><c>scaling --threads N --networks LIST</c>: one JSON line a network, how many times as fast a step is with N threads as with one.</summary>
internal static class ScalingLines
{
    private const double SecondsPerNetwork = 1.5;

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var (threads, networks) = (LineOptions.Threads(least: 2), LineOptions.Networks());
        var command = new Command("scaling", "How many times as fast a step is with N threads as with one: one JSON line a network.") { threads, networks };
        command.SetAction(parsed => Print(parsed.GetValue(threads), parsed.GetRequiredValue(networks)));
        return command;
    }

    /// <exception cref="InputException">Fewer processors are granted, or the list cannot be read.</exception>
    private static void Print(int threads, string list)
    {
        var networks = NetworkList.Read(list);
        var cpus = LineOptions.Processors(threads);
        var settings = StepThread.TunedSettings();
        var multipliers = new SharedMultipliers(cpus);
        foreach (var listed in networks)
        {
            var scaling = StepScaling.Measure(listed, settings, cpus, multipliers, SecondsPerNetwork);
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                id = listed.Id,
                threads,
                oneUs = Math.Round(scaling.OneSeconds * 1e6, 3),
                allUs = Math.Round(scaling.AllSeconds * 1e6, 3),
                gain = Math.Round(scaling.Gain, 4),
                rounds = scaling.Rounds,
                gainApart = scaling.GainApart is { } gain ? Math.Round(gain, 4) : (double?)null,
                roundsApart = scaling.RoundsApart,
            }));
        }
    }
}
