using System.CommandLine;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Engine.Emissions;
using ButterE.Engine.Isolines;
using ButterE.Engine.Model;
using ButterE.Engine.Recommendation;
using ButterE.Engine.Report;
using ButterE.Engine.Trends;
using ButterE.Engine.WorkingSets;
using ButterE.Probe.Profile;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere report</c>: the paper's figures for a table of runs.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var command = new Command(
            "report", "Draws the trends of a campaign, figures 3 and 4 of the paper, with a model 5, and with losses its isolines, 6 to 8, on one page.");
        var runs = new Option<string[]>("--runs")
        {
            Description = RunsOption.Tables + " Several are read as one.", HelpName = "FILE", Required = true, AllowMultipleArgumentsPerToken = true,
        };
        var model = new Option<string[]>("--model")
        {
            Description = "Models for figure 5, one a device: files, or butter-e-cpu and butter-e-gpu.", HelpName = "F", AllowMultipleArgumentsPerToken = true,
        };
        var losses = LossesOption.Create();
        var output = new Option<string>("--out") { Description = "HTML file to write.", HelpName = "FILE", Required = true };
        var target = new Option<string>("--target") { Description = "energy or time.", HelpName = "T", DefaultValueFactory = _ => "energy" };
        var overhead = new Option<string[]>("--overhead")
        {
            Description = "What a run costs before it trains, where the table does not say: cpu=14028.67 gpu=271560.24 (J) are the paper's.",
            HelpName = "DEVICE=N",
            AllowMultipleArgumentsPerToken = true,
        };
        var placement = new Option<string?>("--placement")
        {
            Description = "Placement for the isolines: notebook, paper or engine (default: engine for this program's run records, else notebook).",
            HelpName = "P",
        };
        var staleOk = StaleOkOption.Create();
        var (cpu, gpu, supply) = (Hardware("cpu"), Hardware("gpu"), new SupplyOptions());
        foreach (var option in (IEnumerable<Option>)[runs, losses, model, output, target, overhead, placement, cpu, gpu, staleOk])
            command.Options.Add(option);
        supply.AddTo(command);
        command.Options.Add(JsonOutput.Option);
        command.SetAction(parsed =>
        {
            var measured = TargetOption.Parse(parsed.GetValue(target)!);
            var electricity = supply.Read(parsed);
            var overheads = new Dictionary<string, double>();
            foreach (var text in (parsed.GetValue(overhead) ?? []).SelectMany(list => list.Split(',')))
            {
                var (device, value) = CampaignRuns.ParseOverhead(text);
                overheads[device] = value;
            }

            var models = (parsed.GetValue(model) ?? []).Select(name => (Name: name, Model: ModelFile.FindOrRead(name))).ToArray();
            foreach (var (name, costs) in models)
                StaleOkOption.Check(parsed, staleOk, name, costs.Fingerprint);
            var hardware = new Dictionary<string, HardwareProfile>();
            foreach (var (kind, option) in (IEnumerable<(string, Option<string?>)>)[("cpu", cpu), ("gpu", gpu)])
            {
                if (parsed.GetValue(option) is { } named)
                {
                    hardware[kind] = HardwarePresets.FindOrRead(named);
                    StaleOkOption.Check(parsed, staleOk, named, hardware[kind].Fingerprint);
                    continue;
                }

                hardware[kind] = models.Select(known => known.Model.Profile).FirstOrDefault(profile => DeviceKind(profile.Device) == kind) ?? HardwarePresets.FindOrRead($"eagle-{kind}");
            }

            var tables = parsed.GetValue(runs)!;
            var allTables = string.Join(", ", tables);
            var campaign = CampaignRuns.Read(tables, measured, overheads);
            var placed = hardware.Where(device => campaign.Experiments.Any(run => run.IsGpu == (device.Key == "gpu"))).ToDictionary();
            var residuals = ResidualFigure.Of(models, tables, measured);
            if (campaign.Overheads.Count == 0)
                Console.Error.WriteLine($"{allTables}: the overhead of a run is not known and not taken off (--overhead)");
            if (campaign.LeftOut > 0)
            {
                Console.Error.WriteLine($"{allTables}: {campaign.LeftOut} runs left out: not above the overhead, or a data set of at most "
                    + $"{CampaignRuns.FewestObservations} rows");
            }

            TrendFigure[] figures = [.. PropertyTrends.Of(campaign), .. WorkingSetTrends.Of(campaign, hardware)];
            var curves = LossSource.Read(tables, parsed.GetValue(losses), campaign);
            var rule = parsed.GetValue(placement) is { } rulesName ? Placement.Named(rulesName)
                : parsed.GetValue(losses) is null ? new EnginePlacement() : new NotebookPlacement();
            var isolines = curves.Count == 0 ? null : IsolineFigures.Of(curves, device => hardware[DeviceKind(device)], rule);
            var drawn = isolines is null ? [] : Drawn(isolines, device => hardware[DeviceKind(device)], rule);
            TrendReport.Write(parsed.GetValue(output)!, campaign, placed, figures, residuals, isolines, drawn, electricity);
            if (parsed.GetValue(JsonOutput.Option))
                WriteJson(parsed.GetValue(output)!, campaign, placed, figures, residuals, isolines, drawn, electricity);
            else
                Print(parsed.GetValue(output)!, campaign, placed, figures, isolines);
            return ExitCode.Ok;
        });
        return command;
    }

    private static string DeviceKind(string device) => device is "cpu" or "simulator" ? "cpu" : "gpu";

    // The page stays light: the families with the most networks. The minima of all are in the JSON document.
    private static DrawnFamily[] Drawn(IsolineFigures isolines, Func<string, HardwareProfile> hardwareOf, IPlacement placement) =>
    [
        .. isolines.Families.Where(family => family.Isolines.Count > 0)
            .OrderByDescending(family => family.Isolines.Max(isoline => isoline.Points.Count)).Take(DrawnFamily.MostOnAPage)
            .Select(family => new DrawnFamily(family, Boundaries(family, hardwareOf(family.Device), placement))),
    ];

    private static SpillBoundary[] Boundaries(IsolineFamily family, HardwareProfile hardware, IPlacement placement) =>
        NetworkFamily.Named(family.Dataset, family.Shape, family.Isolines[0].Points[0].Setup) is { } networks
            ? [.. SpillBoundary.Of(networks, hardware, placement).Where(boundary => boundary.IsKey)]
            : [];

    private static void WriteJson(
        string page, CampaignRuns campaign, Dictionary<string, HardwareProfile> hardware, TrendFigure[] figures, IReadOnlyList<ResidualFigure> residuals, IsolineFigures? isolines, DrawnFamily[] drawn,
        ElectricitySupply electricity) =>
        JsonOutput.Write(new
        {
            report = page,
            target = campaign.Target,
            campaign.Simulated,
            campaign.Overheads,
            hardware = hardware.ToDictionary(device => device.Key, device => device.Value.Name),
            experiments = campaign.Experiments.Count,
            campaign.LeftOut,
            figures = (object[])
            [
                .. figures, .. residuals.Select(figure => new { id = "fig5", title = "Predicted over measured", figure.Device, figure.Model, figure.Spread }),
                .. isolines is null ? [] : IsolineDocument.Of(isolines, drawn),
            ],
            efficiency = isolines?.Efficiency,
            electricity,
        });

    private static void Print(string page, CampaignRuns campaign, Dictionary<string, HardwareProfile> hardware, TrendFigure[] figures, IsolineFigures? isolines)
    {
        Console.WriteLine($"{(campaign.Simulated ? "Simulated, not measured: " : "")}{campaign.Experiments.Count:N0} networks, "
            + $"{figures.Count(figure => figure.Trends.Count > 0)} figures in {page}");
        Console.WriteLine($"working sets placed in {string.Join(", ", hardware.Select(device => $"{device.Value.Name} ({device.Key})"))}");
        foreach (var histogram in isolines?.OfDrawn ?? [])
        {
            Console.WriteLine($"{histogram.Device}: of {histogram.Minima} isolines {histogram.AtAnEnd} are cheapest at an end of the sizes; "
                + $"b or f within a factor of two of a cache at {histogram.NearAnyCache} minima, "
                + $"and at {histogram.SizesNearAnyCache} of all {histogram.SizesSeen} sizes on them");
        }
    }

    private static Option<string?> Hardware(string device) => new($"--{device}-hardware")
    {
        Description = $"Profile of the {device.ToUpperInvariant()} nodes: a preset or a file (default: that of a model for them, else eagle-{device}).",
        HelpName = "H",
    };
}
