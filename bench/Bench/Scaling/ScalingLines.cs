using System.Globalization;
using System.Text.Json;
using ButterE.Bench.Turns;
using ButterE.Engine.Benchmarks;
using ButterE.Probe;
using ButterE.Probe.Machine;

namespace ButterE.Bench.Scaling;

/// <summary><c>scaling --threads N --networks LIST</c>: one JSON line a network, how many times as fast a step is with N threads as with one.</summary>
internal static class ScalingLines
{
    /// <summary>The verb.</summary>
    public const string Verb = "scaling";

    private const double SecondsPerNetwork = 1.5;

    /// <summary>Measures and prints.</summary>
    /// <param name="arguments">What follows the verb.</param>
    /// <exception cref="InputException">The arguments are others, fewer processors are granted, or the list cannot be read.</exception>
    public static void Print(ReadOnlySpan<string> arguments)
    {
        var (threads, list) = arguments is ["--threads", var number, "--networks", var path]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 1
            ? (count, path)
            : throw new InputException($"{Verb} {string.Join(' ', arguments)}: expected {Verb} --threads N --networks FILE.tsv with N from 2");
        var networks = NetworkList.Read(list);
        var granted = GrantedCores.Numbers();
        if (granted.Count < threads)
            throw new InputException($"{Verb} --threads {threads}: {granted.Count} processors are granted");
        var settings = StepThread.TunedSettings();
        int[] cpus = [.. granted.Take(threads)];
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
