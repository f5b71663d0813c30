using System.Diagnostics;
using System.Globalization;
using ButterE.Bench.Soak;
using ButterE.Probe.Meters;

// Soaks the powercap meter in real time. usage: MeterSoak [MINUTES [SEED]]; prints a table in Markdown, exit code 1 when a promise was broken:
// every fault is flagged unless the machine held up the script, and an energy that is given and not called suspect is right to a tick.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var minutes = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 30;
var seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1;
var intervals = MeterSoak.Run(minutes * 60, seed, TimeProvider.System, seconds => Thread.Sleep(TimeSpan.FromSeconds(seconds)));

var clean = intervals.Where(interval => interval.Interval.Flags == MeterEvents.None).ToArray();
var disturbed = intervals.Count(interval => interval.IsDisturbed);
var unseen = intervals.Where(interval => !interval.IsDisturbed && interval.Fault != FaultKind.None && interval.Interval.Flags == MeterEvents.None).ToArray();
var sure = intervals.Where(interval => !interval.Interval.Flags.HasFlag(MeterEvents.WrapSuspect)).ToArray();
var (worst, worstSure) = (clean.Max(interval => interval.ErrorTicks) ?? 0, sure.Max(interval => interval.ErrorTicks) ?? 0);
Console.WriteLine($"{minutes:0.#} minutes, seed {seed}: {intervals.Count} intervals, "
    + $"{intervals.Sum(interval => interval.ScriptedJoules):0} J scripted, "
    + $"{Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds:0.0} s of processor time\n");
Console.WriteLine("| scripted fault | intervals | flagged | energy given | largest error of a given energy, ticks of 1 µJ | flags seen |");
Console.WriteLine("|---|---|---|---|---|---|");
foreach (var group in intervals.GroupBy(interval => interval.Fault).OrderBy(group => group.Key))
{
    var flags = group.SelectMany(interval => MeterEventName.Of(interval.Interval.Flags)).GroupBy(name => name)
        .Select(name => $"{name.Key} {name.Count()}");
    Console.WriteLine($"| {group.Key} | {group.Count()} | {group.Count(interval => interval.Interval.Flags != MeterEvents.None)} "
        + $"| {group.Count(interval => interval.ErrorTicks is not null)} | {group.Max(interval => interval.ErrorTicks):0.000} "
        + $"| {string.Join(", ", flags)} |");
}

Console.WriteLine($"\nUnflagged intervals: {clean.Length}, largest error {worst:0.000} ticks. Faults without a flag: {unseen.Length}.");
Console.WriteLine($"Energies given that are not called suspect: {sure.Count(interval => interval.ErrorTicks is not null)}, largest error "
    + $"{worstSure:0.000} ticks. Suspect: {intervals.Count - sure.Length}.");
Console.WriteLine($"Intervals in which the script itself was held up for more than 0.4 s: {disturbed}. Their faults may have met no sample; "
    + "their energies are judged.");
return worstSure <= 1 && unseen.Length == 0 && clean.All(interval => interval.ErrorTicks is not null) ? 0 : 1;
