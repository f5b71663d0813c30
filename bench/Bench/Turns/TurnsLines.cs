using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using ButterE.Engine.Benchmarks;
using ButterE.Probe;
using ButterE.Probe.Levels;

namespace ButterE.Bench.Turns;

/// <summary>
/// <c>turns --threads N --networks LIST FOLDER FOLDER…</c>: one JSON line a network, the time of a step with each build over that with the first. All are loaded into
/// one process and take turns within milliseconds, which on a machine with neighbours tells one percent where programs in turns tell three.
/// </summary>
internal static class TurnsLines
{
    /// <summary>The verb.</summary>
    public const string Verb = "turns";

    private const double SecondsPerBuild = 2;
    private const int LeastRounds = 6;

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var (threads, networks) = (LineOptions.Threads(least: 1), LineOptions.Networks());
        var folders = new Argument<string[]>("FOLDER") { Description = "Folder of a build of this program.", Arity = new ArgumentArity(2, 64) };
        var command = new Command(Verb, "Time of a step with each build over that with the first: one JSON line a network.") { threads, networks, folders };
        command.SetAction(parsed => Print(parsed.GetValue(threads), parsed.GetRequiredValue(networks), parsed.GetRequiredValue(folders)));
        return command;
    }

    /// <exception cref="InputException">A list or build cannot be read.</exception>
    private static void Print(int threads, string list, string[] folders)
    {
        var builds = folders.Select(folder => new Build(folder)).ToArray();
        foreach (var (index, listed) in NetworkList.Read(list).Index())
        {
            var rounds = Rounds([.. builds.Select(build => build.Step(list, index, threads))]);
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                id = listed.Id,
                threads,
                rounds = rounds.Count,
                medianUs = builds.Select((_, i) => Math.Round(At(rounds.Select(round => round[i]), 0.5) * 1e6, 3)),
                medianOfRatios = builds.Select((_, i) => Math.Round(At(rounds.Select(round => round[i] / round[0]), 0.5), 4)),
                ratioOfTenths = builds.Select((_, i) => Math.Round(At(rounds.Select(round => round[i]), 0.1) / At(rounds.Select(round => round[0]), 0.1), 4)),
            }));
        }
    }

    // Seconds of a step of each build, round by round. Each round begins with the next one: in turns there and back the first and the last of three would follow
    // themselves, and the one between never (1.01 of the time for the same build).
    private static List<double[]> Rounds(Func<int, double>[] steps)
    {
        var times = Visits.StepsOfVisit(steps);
        var rounds = new List<double[]>();
        for (var clock = Stopwatch.StartNew(); rounds.Count < LeastRounds || clock.Elapsed.TotalSeconds < SecondsPerBuild * steps.Length;)
        {
            var round = new double[steps.Length];
            for (var turn = 0; turn < steps.Length; turn++)
            {
                var i = (rounds.Count + turn) % steps.Length;
                round[i] = steps[i](times);
            }

            rounds.Add(round);
        }

        foreach (var step in steps)
            step(0);
        return rounds;
    }

    private static double At(IEnumerable<double> values, double quantile) => Quantile.Interpolated(values.Order().ToArray(), quantile);
}
