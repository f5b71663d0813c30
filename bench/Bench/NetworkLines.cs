using System.CommandLine;
using System.Text.Json;
using ButterE.Bench.Turns;
using ButterE.Engine.Benchmarks;
using ButterE.Engine.Training;
using ButterE.Probe;
using ButterE.Probe.Machine;

namespace ButterE.Bench;

/// <summary><c>VERB --threads N --networks LIST</c>: one JSON line for each network of a list, trained on the first N of the granted processors.</summary>
internal static class NetworkLines
{
    /// <summary>Time to spend on a network after warming up, s.</summary>
    public const double SecondsPerNetwork = 1.5;

    /// <summary>Makes a verb.</summary>
    /// <param name="verb">Its name.</param>
    /// <param name="what">What a line says.</param>
    /// <param name="leastThreads">The smallest N.</param>
    /// <param name="prepare">Takes the processors and how to train, and returns what measures a network: the keys of its line.</param>
    public static Command Create(string verb, string what, int leastThreads, Func<int[], TrainerSettings, Func<ListedNetwork, object>> prepare)
    {
        var (threads, networks) = (LineOptions.Threads(leastThreads), LineOptions.Networks());
        var command = new Command(verb, $"{what}: one JSON line a network.") { threads, networks };
        command.SetAction(parsed => Print(parsed.GetValue(threads), parsed.GetRequiredValue(networks), prepare));
        return command;
    }

    /// <exception cref="InputException">Fewer processors are granted, or the list cannot be read.</exception>
    private static void Print(int threads, string list, Func<int[], TrainerSettings, Func<ListedNetwork, object>> prepare)
    {
        var networks = NetworkList.Read(list);
        var granted = GrantedCores.Numbers();
        if (granted.Count < threads)
            throw new InputException($"--threads {threads}: {granted.Count} processors are granted");
        var measure = prepare([.. granted.Take(threads)], StepThread.TunedSettings());
        foreach (var listed in networks)
            Console.WriteLine(JsonSerializer.Serialize(measure(listed)));
    }
}
