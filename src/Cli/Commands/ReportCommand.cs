using System.CommandLine;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Engine.Model;
using ButterE.Engine.Report;
using ButterE.Engine.Trends;
using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere report</c>: the paper's figures for a table of runs.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var command = new Command("report", "Draws the trends of a campaign, figures 3 and 4 of the paper, on one page.");
        var runs = RunsOption.Create();
        runs.Required = true;
        var output = new Option<string>("--out") { Description = "HTML file to write.", HelpName = "FILE", Required = true };
        var target = new Option<string>("--target") { Description = "energy or time.", HelpName = "T", DefaultValueFactory = _ => "energy" };
        var overhead = new Option<string[]>("--overhead")
        {
            Description = "What a run costs before it trains, where the table does not say: cpu=14028.67 gpu=271560.24 (J) are the paper's.",
            HelpName = "DEVICE=N",
            AllowMultipleArgumentsPerToken = true,
        };
        var (cpu, gpu) = (Hardware("cpu"), Hardware("gpu"));
        foreach (var option in (IEnumerable<Option>)[runs, output, target, overhead, cpu, gpu, JsonOutput.Option])
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var measured = parsed.GetValue(target) switch
            {
                "energy" => CostTarget.Energy,
                "time" => CostTarget.Time,
                var other => throw new InputException($"--target {other}: must be energy or time"),
            };
            var overheads = new Dictionary<string, double>();
            foreach (var text in (parsed.GetValue(overhead) ?? []).SelectMany(list => list.Split(',')))
            {
                var (device, value) = CampaignRuns.ParseOverhead(text);
                overheads[device] = value;
            }

            var table = parsed.GetValue(runs)!;
            var campaign = CampaignRuns.Read(table, measured, overheads);
            if (campaign.Overheads.Count == 0)
                Console.Error.WriteLine($"{table}: the overhead of a run is not known and not taken off (--overhead)");
            if (campaign.LeftOut > 0)
            {
                Console.Error.WriteLine($"{table}: {campaign.LeftOut} runs left out: not above the overhead, or a data set of at most "
                    + $"{CampaignRuns.FewestObservations} rows");
            }

            var hardware = new Dictionary<string, HardwareProfile>
            {
                ["cpu"] = HardwarePresets.FindOrRead(parsed.GetValue(cpu)!),
                ["gpu"] = HardwarePresets.FindOrRead(parsed.GetValue(gpu)!),
            };
            TrendFigure[] figures = [.. PropertyTrends.Of(campaign), .. WorkingSetTrends.Of(campaign, hardware)];
            TrendReport.Write(parsed.GetValue(output)!, campaign, figures);
            if (parsed.GetValue(JsonOutput.Option))
            {
                JsonOutput.Write(new
                {
                    report = parsed.GetValue(output),
                    target = campaign.Target,
                    campaign.Simulated,
                    campaign.Overheads,
                    experiments = campaign.Experiments.Count,
                    campaign.LeftOut,
                    figures,
                });
                return ExitCode.Ok;
            }

            Console.WriteLine($"{(campaign.Simulated ? "Simulated, not measured: " : "")}{campaign.Experiments.Count:N0} networks, "
                + $"{figures.Count(figure => figure.Trends.Count > 0)} figures in {parsed.GetValue(output)}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Option<string> Hardware(string device) => new($"--{device}-hardware")
    {
        Description = $"Profile of the {device.ToUpperInvariant()} nodes: a preset or a file.",
        HelpName = "H",
        DefaultValueFactory = _ => $"eagle-{device}",
    };
}
