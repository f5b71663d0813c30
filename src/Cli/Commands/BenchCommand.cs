using System.CommandLine;
using System.Globalization;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Cli.Progress;
using ButterE.Engine.Benchmarks;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Compute;
using ButterE.Probe.Meters;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere bench</c>: timings in the form that the peers print, one JSON line each.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var command = new Command("bench", "Times the engine; prints JSON lines.");
        command.Subcommands.Add(CreateStep());
        command.Subcommands.Add(CreateGemm());
        return command;
    }

    private static Command CreateStep()
    {
        var networks = new Option<string>("--networks") { Description = "Tab-separated lines: name, inputs, outputs, widths, parameters.", HelpName = "FILE.tsv", Required = true };
        var batch = new Option<int>("--batch") { Description = "Rows of the batch.", HelpName = "N", DefaultValueFactory = _ => 256 };
        var command = new Command("step", "Times a training step of each network of a list.") { networks, batch };
        var run = new RunOptions(isMeterOnRequest: true);
        run.AddTo(command);
        command.SetAction(parsed =>
        {
            var how = run.Read(parsed);
            var rows = parsed.GetValue(batch);
            OptionValue.AtLeastOne("--batch", rows);
            var list = NetworkList.Read(parsed.GetValue(networks)!);
            using var meter = how.CreateMeter();
            MeteringNotice.Say("bench step", "each network", meter, how.Measurement);
            var metering = meter is null ? null : new StepMetering(meter, how.Measurement);
            var settings = how.SettingsFor(rows);
            foreach (var listed in list)
            {
                var time = StepBenchmark.Run(listed, settings, how.Device, how.Seed, metering);
                JsonOutput.WriteLine(new
                {
                    peer = "buttere", id = time.Id, threads = time.Trainer.Threads, threadsUsed = time.Trainer.ThreadsUsed, schedule = time.Trainer.Schedule,
                    time.Trainer.Device, time.Trainer.Launch, time.Trainer.Precision,
                    step_us_min = Math.Round(time.MinimumMicroseconds, 2), step_us_median = Math.Round(time.MedianMicroseconds, 2),
                    time.Energy?.Joules, energyKind = time.Energy?.EnergyKind ?? EnergyKind.None, time.Energy,
                    tuning = settings.Tuning.Source, affinity = settings.Affinity?.Take(time.Trainer.ThreadsUsed),
                    subnormalsFlushed = time.Trainer.Device == "cpu" ? SubnormalsFlushed.IsSupported : (bool?)null,
                    hugePages = new HugePagesReport(settings.HugePages, time.HugePagesEffectiveBytes),
                });
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateGemm()
    {
        var threads = new Option<int>("--threads") { Description = "Threads at most, each on a core of its own.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var widths = new Option<string>("--widths")
        {
            Description = "Inputs and units of the square layers.",
            HelpName = "N,N,…",
            DefaultValueFactory = _ => string.Join(',', GemmBenchmark.Widths),
        };
        var noTune = TuningOption.Create();
        var command = new Command("gemm", "Times the matrix products of training steps against the multiply-add ceiling.") { threads, widths, noTune };
        command.SetAction(parsed =>
        {
            var asked = parsed.GetValue(threads);
            OptionValue.AtLeastOne("--threads", asked);
            var tuning = TuningOption.Obtain(!parsed.GetValue(noTune));
            var benchmark = new GemmBenchmark(asked, tuning.Blocking);
            foreach (var rate in parsed.GetValue(widths)!.Split(',').Select(Width).ToList().SelectMany(width => benchmark.Measure(width)))
            {
                JsonOutput.WriteLine(new
                {
                    rate.M, rate.N, rate.K, rate.Product, threads = asked, benchmark.ThreadsUsed, tuning = tuning.Source,
                    gflops = Math.Round(rate.FlopsPerSecond / 1e9, 2), ceilingGflops = Math.Round(rate.CeilingFlopsPerSecond / 1e9, 2),
                    fraction = Math.Round(rate.Fraction, 4),
                    paddedFraction = rate.PaddedFraction is { } padded ? Math.Round(padded, 4) : (double?)null,
                    clockHz = Math.Round(rate.Check.ClockHz), rate.Check.Pipes,
                    theoreticalCeilingGflops = rate.Check.FlopsPerSecond is { } theory ? Math.Round(theory / 1e9, 2) : (double?)null,
                });
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static int Width(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width > 0
        ? width
        : throw new InputException($"--widths {text}: must be a positive number");
}
