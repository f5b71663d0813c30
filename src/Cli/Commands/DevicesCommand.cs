using System.CommandLine;
using System.Globalization;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Engine.Benchmarks;
using ButterE.Engine.Training;
using ButterE.Kernels.Gpu.Devices;
using ButterE.Probe;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere devices</c>: which devices there are and why others are not; whether one of them computes what the CPU computes.</summary>
internal static class DevicesCommand
{
    public static Command Create()
    {
        var command = new Command("devices", "Lists the devices that networks can be trained on, and checks what they compute.");
        command.Subcommands.Add(CreateList());
        command.Subcommands.Add(CreateCheck());
        return command;
    }

    private static Command CreateList()
    {
        var command = new Command("list", "Lists the devices of this machine, and why there are none of a kind.") { JsonOutput.Option };
        command.SetAction(parsed =>
        {
            var devices = GpuDevices.List();
            var absent = GpuDevices.Kinds.Where(kind => !devices.Any(device => device.Id.StartsWith(kind + ":", StringComparison.Ordinal)))
                .Select(kind => new { kind, reason = GpuDevices.ReasonAgainst(kind + ":0") }).ToArray();
            if (parsed.GetValue(JsonOutput.Option))
            {
                JsonOutput.Write(new { devices, absent });
                return ExitCode.Ok;
            }

            var table = new TextTable("device", "name", ">memory", ">cache", ">shared", ">clock", "driver");
            foreach (var device in devices)
            {
                table.Add(device.Id, device.Name + (device.IsHostProcessor ? " (runs on the CPU)" : ""), Quantity.Bytes(device.MemoryBytes),
                    Quantity.Bytes(device.CacheBytes), Quantity.Bytes(device.SharedBytes), Quantity.Hertz(device.ClockHz), device.Driver ?? Quantity.Unknown);
            }

            table.Write();
            foreach (var none in absent)
                Console.WriteLine($"no {none.kind} device: {none.reason}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateCheck()
    {
        var device = new Option<string>("--device") { Description = "cuda:N, opencl:N or simulator.", HelpName = "DEVICE", Required = true };
        var steps = new Option<int?>("--steps") { Description = "Training steps of each network (default: 200, and 10 on the simulator).", HelpName = "N" };
        var precision = PrecisionOption.Create();
        var command = new Command("check", "Trains networks on a device in every way and compares the losses with the CPU's.") { device, steps, precision, JsonOutput.Option };
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(device)!;
            if (name == Trainers.Cpu)
                throw new InputException("--device cpu: the CPU is what devices are compared with");
            if (parsed.GetValue(steps) is { } count)
                OptionValue.AtLeastOne("--steps", count);
            var products = PrecisionOption.Read(parsed, precision);
            var json = parsed.GetValue(JsonOutput.Option);
            var checks = new List<CheckedRun>();
            foreach (var check in DeviceCheck.Run(name, parsed.GetValue(steps), seed: 1, products))
            {
                checks.Add(check);
                if (!json)
                    Console.WriteLine(Line(check));
            }

            var passed = checks.TrueForAll(check => check.Passed);
            if (json)
            {
                JsonOutput.Write(new
                {
                    device = name, precision = products, passed,
                    checks = checks.Select(check => new
                    {
                        check.Network.Inputs, check.Network.Widths, check.Network.Residual, check.Loss, check.Schedule, check.Launch, check.Steps,
                        check.MaxDifference, check.Tolerance, check.Passed,
                    }),
                });
            }

            if (passed)
                return ExitCode.Ok;
            Console.Error.WriteLine($"buttere: device {name}: losses differ from the CPU's by more than {(products == Precision.Tf32 ? "tf32" : "the order of sums")} explains: do not trust what it computes");
            return ExitCode.Defect;
        });
        return command;
    }

    private static string Line(CheckedRun check) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(check.Passed ? "ok    " : "FAILED")}  {check.Network.Inputs} -> {string.Join(", ", check.Network.Widths)}"
        + $"{(check.Network.Residual ? ", with skips" : "")}; {JsonOutput.NameOf(check.Loss)}, {JsonOutput.NameOf(check.Schedule)}, {JsonOutput.NameOf(check.Launch)}, {PrecisionName.Of(check.Precision)}: "
        + $"{check.Steps} losses, {(check.MaxDifference is { } most ? $"at most {most:0.0e+0} apart" : "not finite")}, {check.Tolerance:0.0e+0} allowed");
}
