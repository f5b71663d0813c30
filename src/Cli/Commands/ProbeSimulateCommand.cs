using System.CommandLine;
using ButterE.Cli.Output;
using ButterE.Cli.Progress;
using ButterE.Probe;
using ButterE.Probe.Caches;
using ButterE.Probe.Simulation;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere probe simulate</c>: how well the level detection does on a hierarchy that the user describes.</summary>
internal static class ProbeSimulateCommand
{
    private const int MostRounds = 1000, MostSeeds = 100000, MostSizesPerOctave = 64;

    private static readonly Option<string?>[] Levels =
    [
        .. Enumerable.Range(1, 4).Select(level => new Option<string?>($"--l{level}")
        {
            Description = $"Level {level}: capacity, ways, replacement (lru, plru, random, srrip); also inclusive or exclusive, and slices.",
            HelpName = "48K:12:lru[:exclusive][:8]",
            Required = level == 1,
        }),
    ];

    private static readonly Option<string> Pages = new("--pages")
    {
        Description = "Memory behind the buffers: pages of 4 KiB scattered at random, or contiguous.",
        HelpName = "4k|huge",
        DefaultValueFactory = _ => "4k",
    };
    private static readonly Option<string> Noise = new("--noise")
    {
        Description = "1 % of scatter, or also the interference of a shared virtual machine, or also a neighbour that occupies caches.",
        HelpName = "quiet|vm|neighbour",
        DefaultValueFactory = _ => "quiet",
    };
    private static readonly Option<int> Rounds = Number("--rounds", "Rounds of visits in a sweep.", 12);
    private static readonly Option<int> SizesPerOctave = Number("--sizes-per-octave", "Working-set sizes per octave.", 8);
    private static readonly Option<int> WarmLaps = Number("--warm-laps", "Laps of a chase before the one that counts.", 2);
    private static readonly Option<int> Seeds = Number("--seeds", "Sweeps to simulate.", 20);
    private static readonly Option<int> Seed = Number("--seed", "Seed of the first sweep.", 1);

    public static Command Create()
    {
        var command = new Command("simulate", "Simulates sweeps of a memory hierarchy that you describe and shows how well its levels are found.");
        foreach (var option in (IEnumerable<Option>)[.. Levels, Pages, Noise, Rounds, SizesPerOctave, WarmLaps, Seeds, Seed, JsonOutput.Option])
            command.Options.Add(option);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var placement = Choice(parsed, Pages, ("4k", PagePlacement.Scattered), ("huge", PagePlacement.Contiguous));
        var machine = SimulatedMachine.Of(ReadCaches(parsed), placement);
        var sweep = new SimulatedSweep
        {
            Noise = Choice(parsed, Noise, ("quiet", SimulatedNoise.Quiet), ("vm", SimulatedNoise.Vm), ("neighbour", SimulatedNoise.Neighbour)),
            Rounds = InRange(parsed, Rounds, MostRounds),
            WarmLaps = InRange(parsed, WarmLaps, MostRounds),
            SizesPerOctave = InRange(parsed, SizesPerOctave, MostSizesPerOctave),
        };
        var seeds = InRange(parsed, Seeds, MostSeeds);
        DetectorTrials trials;
        using (var progress = new ProgressReporter())
            trials = DetectorTrials.Run(machine, sweep, parsed.GetValue(Seed), seeds, progress);
        if (parsed.GetValue(JsonOutput.Option))
            WriteJson(parsed, machine, sweep, trials);
        else
            WriteTable(sweep, trials);
        return ExitCode.Ok;
    }

    private static void WriteJson(ParseResult parsed, SimulatedMachine machine, SimulatedSweep sweep, DetectorTrials trials) => JsonOutput.Write(new
    {
        Simulated = true,
        machine.Caches,
        machine.Nanoseconds,
        Pages = parsed.GetValue(Pages),
        sweep.Noise,
        sweep.Rounds,
        sweep.SizesPerOctave,
        sweep.WarmLaps,
        Seeds = trials.Trials.Count,
        trials.CountRight,
        Levels = trials.Caches,
        Trials = trials.Trials.Select(trial => new
        {
            trial.Seed,
            Levels = trial.Found.Levels.Select(level => new { level.CapacityBytes, level.CapacityLow, level.CapacityHigh, level.Support }),
        }),
    });

    private static void WriteTable(SimulatedSweep sweep, DetectorTrials trials)
    {
        Console.WriteLine($"Simulated, not measured: {trials.Trials.Count} sweeps of {sweep.Rounds} rounds, {sweep.SizesPerOctave} sizes per octave, "
            + $"{JsonOutput.NameOf(sweep.Noise)} noise; the number of levels is right in {trials.CountRight} of {trials.Trials.Count}");
        var table = new TextTable("level", ">curve breaks at", ">found in", ">median error", ">90 % within", ">interval covers", ">median width");
        foreach (var (cache, k) in trials.Caches.Select((cache, k) => (cache, k)))
        {
            table.Add($"L{k + 1}", Quantity.Bytes(cache.BreakBytes), $"{cache.Found}", Percent(cache.MedianError), Percent(cache.P90Error),
                Percent(cache.Coverage), Percent(cache.MedianWidth));
        }

        table.Write();
    }

    private static string Percent(double? share) => share is { } known ? $"{known:0.0 %}" : Quantity.Unknown;

    private static List<CacheDescription> ReadCaches(ParseResult parsed)
    {
        var caches = new List<CacheDescription>();
        for (var k = 0; k < Levels.Length; k++)
        {
            if (parsed.GetValue(Levels[k]) is not { } text)
                continue;
            if (caches.Count < k)
                throw new InputException($"{Levels[k].Name} {text}: {Levels[k - 1].Name} is missing");
            caches.Add(CacheDescription.Parse(text, Levels[k].Name));
        }

        return caches;
    }

    private static T Choice<T>(ParseResult parsed, Option<string> option, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        var text = parsed.GetValue(option);
        foreach (var (name, value) in choices)
        {
            if (name == text)
                return value;
        }

        throw new InputException($"{option.Name} {text}: must be {option.HelpName!.Replace("|", " or ", StringComparison.Ordinal)}");
    }

    private static int InRange(ParseResult parsed, Option<int> option, int most) =>
        parsed.GetValue(option) is var value && value >= 1 && value <= most
            ? value
            : throw new InputException($"{option.Name} {value}: must be between 1 and {most}");

    private static Option<int> Number(string name, string description, int otherwise) =>
        new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => otherwise };
}
