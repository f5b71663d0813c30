using System.CommandLine;
using ButterE.Probe;
using ButterE.Probe.Meters;
using Spectre.Console;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere meters</c>: what can be metered here, why not, and how to allow it.</summary>
internal static class MetersCommand
{
    private static readonly Option<double> Seconds = new("--for") { Description = "How long to measure, s.", HelpName = "S", Required = true };
    private static readonly Option<string?> Meter = new("--meter") { Description = "Meter to read (default: the first available).", HelpName = "ID" };

    public static Command Create()
    {
        var list = new Command("list", "Lists every known meter and why it cannot be read.") { JsonOutput.Option };
        list.SetAction(parsed => List(parsed.GetValue(JsonOutput.Option)));
        var read = new Command("read", "Measures the energy of the next seconds.") { Seconds, Meter, JsonOutput.Option };
        read.SetAction((parsed, cancellation) => Read(parsed.GetValue(Seconds), parsed.GetValue(Meter), parsed.GetValue(JsonOutput.Option), cancellation));
        return new Command("meters", "What can be metered here, why not, and how to allow it.") { list, read };
    }

    private static int List(bool json)
    {
        var meters = EnergyMeters.Discover();
        if (json)
        {
            JsonOutput.Write(new { meters });
            return ExitCode.Ok;
        }

        var table = TableOutput.Create(["meter", "domain", "kind", "available"]);
        foreach (var meter in meters)
            table.AddRow(meter.Id, meter.Domain, JsonOutput.NameOf(meter.Kind), meter.Available ? "yes" : "no");
        TableOutput.Write(table);
        foreach (var absent in meters.Where(meter => !meter.Available).GroupBy(meter => meter.Reason, meter => meter.Id))
            Console.WriteLine($"  {string.Join(", ", absent)}: {absent.Key}");
        return ExitCode.Ok;
    }

    private static async Task<int> Read(double seconds, string? id, bool json, CancellationToken cancellation)
    {
        if (!(seconds > 0 && seconds <= TimeSpan.FromDays(1).TotalSeconds))
            throw new InputException($"--for {seconds}: must be more than 0 and at most {TimeSpan.FromDays(1).TotalSeconds} s");
        using var meter = EnergyMeters.Create(id);
        meter.Open();
        await Task.Delay(TimeSpan.FromSeconds(seconds), cancellation);
        var reading = meter.Read();
        var flags = MeterEventName.Of(reading.Flags);
        if (json)
        {
            JsonOutput.Write(new
            {
                meter = meter.Description.Id,
                reading.Joules,
                reading.Watts,
                reading.Seconds,
                reading.Kind,
                reading.Domain,
                reading.Scope,
                flags,
            });
            return ExitCode.Ok;
        }

        Console.WriteLine($"meter    {meter.Description.Id} ({JsonOutput.NameOf(reading.Kind)}, whole {reading.Scope})");
        Console.WriteLine($"energy   {(reading.Joules is { } joules ? $"{joules:0.000} J" : "unknown")} in {reading.Seconds:0.000} s");
        Console.WriteLine($"power    {(reading.Watts is { } watts ? $"{watts:0.00} W" : "unknown")}");
        Console.WriteLine($"flags    {(flags.Count == 0 ? "none" : string.Join(", ", flags))}");
        return ExitCode.Ok;
    }
}
