using System.CommandLine;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Kernels;
using ButterE.Probe;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;
using ButterE.Probe.Meters.Protocol;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere meters</c>: what can be metered here, why not, and how to allow it.</summary>
internal sealed class MetersCommand
{
    private static readonly double LongestSeconds = TimeSpan.FromDays(1).TotalSeconds;

    private readonly Option<double?> seconds = new("--for") { Description = "How long to measure, s.", HelpName = "S" };
    private readonly Option<bool> selfCost = new("--self-cost") { Description = "Measure what each available meter costs; some seconds each." };
    private readonly MeterOptions one = new();
    private readonly MeterOptions several = new(isRepeatable: true);

    public static Command Create() => new MetersCommand().Build();

    private Command Build()
    {
        var list = new Command("list", "Lists every known meter and why it cannot be read.") { JsonOutput.Option };
        list.SetAction(parsed => List(parsed.GetValue(JsonOutput.Option)));
        var doctor = new Command("doctor", "Says of every meter why it is absent and which line to type to gain access.") { selfCost,
            JsonOutput.Option };
        doctor.SetAction(parsed => Doctor(parsed.GetValue(selfCost), parsed.GetValue(JsonOutput.Option)));
        var read = new Command("read", "Measures the energy of the next seconds.") { seconds, JsonOutput.Option };
        one.AddTo(read);
        read.SetAction((parsed, cancellation) => Read(parsed, cancellation));
        var compare = new Command("compare", "Measures with several meters at once and gives their ratios to the first.") { seconds,
            JsonOutput.Option };
        several.AddTo(compare);
        compare.SetAction((parsed, cancellation) => Compare(parsed, cancellation));
        return new Command("meters", "What can be metered here, why not, and how to allow it.") { list, doctor, read, compare };
    }

    private static int List(bool json)
    {
        var meters = EnergyMeters.Discover();
        if (json)
        {
            JsonOutput.Write(new { meters });
            return ExitCode.Ok;
        }

        var table = new TextTable("meter", "domain", "kind", "available");
        foreach (var meter in meters)
            table.Add(meter.Id, meter.Domain, JsonOutput.NameOf(meter.Kind), meter.Available ? "yes" : "no");
        table.Write();
        foreach (var absent in meters.Where(meter => !meter.Available).GroupBy(meter => meter.Reason, meter => meter.Id))
            Console.WriteLine($"  {string.Join(", ", absent)}: {absent.Key}");
        return ExitCode.Ok;
    }

    private static int Doctor(bool withSelfCost, bool json)
    {
        var meters = EnergyMeters.Discover();
        var costs = withSelfCost
            ? meters.Where(meter => meter.Available).ToDictionary(meter => meter.Id, meter => SelfCostOf(meter.Id))
            : [];
        var conditions = NodeConditions.Now();
        var concerns = conditions.Concerns(Environment.ProcessorCount);
        if (json)
        {
            JsonOutput.Write(new { meters, selfCost = withSelfCost ? costs : null, advice = AccessAdvice.Lines, conditions, concerns });
            return ExitCode.Ok;
        }

        foreach (var meter in meters)
        {
            Console.WriteLine($"{(meter.Available ? "yes" : "no ")}  {meter.Id}  ({JsonOutput.NameOf(meter.Kind)}, {meter.Domain})");
            if (meter.Reason is { } reason)
                Console.WriteLine($"       why: {reason}");
            if (meter.Remedy is { } remedy)
                Console.WriteLine($"       try: {remedy}");
            if (meter.Source is { } source)
                Console.WriteLine($"       source: {source}");
            if (costs.TryGetValue(meter.Id, out var cost))
            {
                Console.WriteLine($"       self-cost: {Quantity.Seconds(cost.ReadSeconds)} a reading; work under it takes "
                    + $"{cost.Slowdown:0.000} of the time without ({cost.SlowdownLow:0.000} to {cost.SlowdownHigh:0.000})");
            }
        }

        if (!meters.Any(meter => meter is { Available: true, IsAutomatic: true }))
            Console.WriteLine("\nNo counter of this machine can be read: runs report joules null and energyKind none. Lasting access:");
        else
            Console.WriteLine("\nLasting access:");
        foreach (var line in AccessAdvice.Lines)
            Console.WriteLine($"  {line.For}:\n    {line.Type}");
        Console.WriteLine(concerns.Count == 0 ? "\nNothing known speaks against measuring now." : "\nBefore a measurement:");
        foreach (var concern in concerns)
            Console.WriteLine($"  {concern}");
        return ExitCode.Ok;
    }

    private static MeterSelfCost SelfCostOf(string id)
    {
        using var meter = EnergyMeters.Create(new MeterRequest { Id = id, IsTypedByUser = true });
        return MeterSelfCost.Measure(meter, () =>
        {
            double sum = 0;
            for (var i = 1; i < 20_000_000; i++)
                sum += 1.0 / i;
            GC.KeepAlive(sum);
        });
    }

    private async Task<int> Read(ParseResult parsed, CancellationToken cancellation)
    {
        var request = one.Read(parsed)[0];
        var window = parsed.GetValue(seconds);
        // What a person can get wrong comes before what the machine lacks; the accounting of a job needs no window.
        if (window is not null || request.Id is null)
            _ = Checked(window);
        using var meter = EnergyMeters.Create(request);
        meter.Open();
        if (meter.Description.IsLive)
            await Task.Delay(TimeSpan.FromSeconds(Checked(window)), cancellation);
        var reading = meter.Read();
        if (parsed.GetValue(JsonOutput.Option))
        {
            JsonOutput.Write(Document(reading));
            return ExitCode.Ok;
        }

        Console.WriteLine($"meter    {reading.Meter.Id} ({JsonOutput.NameOf(reading.Kind)}, {reading.Domain}, whole {reading.Scope})");
        if (reading.Meter.Source is { } source)
            Console.WriteLine($"source   {source}");
        Console.WriteLine($"energy   {Energy(reading.Total)} in {reading.Seconds:0.000} s");
        Console.WriteLine($"power    {(reading.Watts is { } watts ? $"{watts:0.00} W" : "unknown")}");
        if (reading.CrossCheckJoules is { } check)
            Console.WriteLine($"checked  {check:0.000} J by the sampled power of the same device");
        Console.WriteLine($"flags    {Flags(reading)}");
        return ExitCode.Ok;
    }

    private async Task<int> Compare(ParseResult parsed, CancellationToken cancellation)
    {
        var window = Checked(parsed.GetValue(seconds));
        var requests = several.Read(parsed);
        // Without names, everything of this machine that can be read at once.
        if (requests[0].Id is null)
            requests = [.. EnergyMeters.Discover().Where(meter => meter.Available).Select(meter => requests[0] with { Id = meter.Id })];
        if (requests.Count < 2)
            throw new UnavailableException($"meters compare: needs two meters and has {requests.Count}; name others with --meter");
        var meters = new List<IEnergyMeter>();
        try
        {
            foreach (var request in requests)
                meters.Add(EnergyMeters.Create(request));
            if (meters.Find(meter => !meter.Description.IsLive) is { } ended)
                throw new InputException($"meter {ended.Description.Id}: tells the energy of what has ended; ask it with buttere meters read");
            await Task.Yield();
            var compared = MeterComparison.Run(meters, window, wait => cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(wait)));
            cancellation.ThrowIfCancellationRequested();
            Print(compared, parsed.GetValue(JsonOutput.Option));
            return ExitCode.Ok;
        }
        finally
        {
            meters.ForEach(meter => meter.Dispose());
        }
    }

    private static void Print(IReadOnlyList<ComparedMeter> compared, bool json)
    {
        if (json)
        {
            JsonOutput.Write(new
            {
                meters = compared.Select(meter => new { reading = Document(meter.Reading), meter.Ratio, meter.RatioUncertainty, meter.Agrees }),
            });
            return;
        }

        var table = new TextTable("meter", "domain", ">energy", ">ratio to the first", "agrees", "flags");
        foreach (var meter in compared)
        {
            var ratio = meter.Ratio is { } value ? $"{value:0.000}" + (meter.RatioUncertainty is { } u ? $" ± {u:0.000}" : "") : Quantity.Unknown;
            var agrees = meter.Agrees switch { true => "yes", false => "no", null => Quantity.Unknown };
            table.Add(meter.Reading.Meter.Id, meter.Reading.Domain, Energy(meter.Reading.Total), ratio, agrees, Flags(meter.Reading));
        }

        table.Write();
    }

    private static object Document(EnergyReading reading) => new
    {
        meter = reading.Meter.Id,
        reading.Joules,
        reading.Watts,
        reading.Seconds,
        reading.Kind,
        reading.Domain,
        reading.Scope,
        flags = MeterEventName.Of(reading.Flags),
        uncertainty = reading.Total.Uncertainty,
        reading.Integrator,
        reading.SampleSeconds,
        reading.AveragingSeconds,
        reading.SelfSeconds,
        reading.CrossCheckJoules,
        reading.Meter.Source,
    };

    private static string Energy(EnergyInterval interval) => interval is { Joules: { } joules, Uncertainty: { } uncertainty }
        ? $"{joules:0.000} J ± {uncertainty.Random:G2} (random) ± {uncertainty.Systematic:G2} (systematic)"
        : "unknown";

    private static string Flags(EnergyReading reading) =>
        MeterEventName.Of(reading.Flags) is { Count: > 0 } flags ? string.Join(", ", flags) : "none";

    private static double Checked(double? seconds) => seconds switch
    {
        null => throw new InputException("--for: is required; how many seconds to measure"),
        { } value when value > 0 && value <= LongestSeconds => value,
        { } value => throw new InputException($"--for {value}: must be more than 0 and at most {LongestSeconds} s"),
    };
}
