using System.CommandLine;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Engine.Isolines;
using ButterE.Engine.Model;
using ButterE.Engine.Recommendation;
using ButterE.Engine.Trends;
using ButterE.Engine.WorkingSets;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere recommend</c>: the most efficient size of a network, and why.</summary>
internal static class RecommendCommand
{
    public static Command Create()
    {
        var command = new Command("recommend", "Says which size of a network is efficient here, and what that rests on.");
        var model = new Option<string?>("--model") { Description = "Model file, or butter-e-cpu or butter-e-gpu: predicts the cost of an epoch.", HelpName = "FILE|NAME" };
        var profile = new Option<string?>("--profile")
        {
            Description = "Hardware profile: its capacities and, without --model, the cost of an epoch.",
            HelpName = "FILE",
        };
        var runs = RunsOption.Create();
        var losses = LossesOption.Create();
        var loss = new Option<double?>("--loss") { Description = "Test loss to reach (default: the lowest that five sizes reach).", HelpName = "L" };
        var target = new Option<string?>("--target") { Description = "energy or time, where no model says which (default time).", HelpName = "T" };
        var placement = new Option<string?>("--placement")
        {
            Description = "notebook, paper or engine (default: the model's, else engine).",
            HelpName = "P",
        };
        var staleOk = StaleOkOption.Create();
        var (setup, supply) = (new SetupOptions(), new SupplyOptions());
        setup.AddTo(command);
        foreach (var option in (IEnumerable<Option>)[model, profile, runs, losses, loss, target, placement, staleOk])
            command.Options.Add(option);
        supply.AddTo(command);
        command.Options.Add(JsonOutput.Option);
        command.SetAction(parsed =>
        {
            var family = setup.ReadFamily(parsed);
            var electricity = supply.Read(parsed);
            if (parsed.GetValue(loss) is { } asked && !(asked > 0))
                throw new InputException($"--loss {asked}: must be above 0");
            if (parsed.GetValue(losses) is not null && parsed.GetValue(runs) is null)
                throw new InputException("--losses: needs --runs, which says what the networks cost");
            if (parsed.GetValue(model) is not null)
                ConflictingOptions.Refuse(parsed, "--model, which predicts one of them", target);
            var fitted = parsed.GetValue(model) is { } name ? ModelFile.FindOrRead(name) : null;
            if (fitted is not null)
                StaleOkOption.Check(parsed, staleOk, parsed.GetValue(model)!, fitted.Fingerprint);
            var hardware = parsed.GetValue(profile) is { } file ? HardwarePresets.FindOrRead(file) : fitted?.Profile;
            if (parsed.GetValue(profile) is { } named)
                StaleOkOption.Check(parsed, staleOk, named, hardware!.Fingerprint);
            if (hardware is null && parsed.GetValue(runs) is null)
                throw new InsufficientDataException("nothing to go by: give --model, --profile or --runs");

            var wanted = fitted?.Target ?? TargetOption.Parse(parsed.GetValue(target) ?? "time");
            var (predicted, why) = Predicted(fitted, hardware, wanted, parsed.GetValue(model) ?? parsed.GetValue(profile));
            var evidence = WithRuns(
                new RecommendationEvidence
                {
                    Predicted = predicted,
                    WhyNotPredicted = why,
                    Hardware = hardware,
                    Placement = parsed.GetValue(placement) is { } rule ? Placement.Named(rule)
                        : fitted is null ? new EnginePlacement() : Placement.Named(fitted.Placement),
                    Loss = parsed.GetValue(loss),
                    Supply = electricity,
                },
                parsed.GetValue(runs), parsed.GetValue(losses), wanted, hardware?.Device);
            if (fitted?.SimulatedRuns > 0)
                evidence = evidence with { Simulated = true };
            var recommendation = Recommender.Of(family, evidence);
            if (parsed.GetValue(JsonOutput.Option))
                JsonOutput.Write(new { recommendation.Size, recommendation.Reason, recommendation.Evidence, recommendation.Candidates,
                    recommendation.Parameters, evidenceKind = recommendation.Kind, recommendation.Target, recommendation.LossLevel,
                    recommendation.Interval, recommendation.PredictedSize, recommendation.CheapRegion, recommendation.Boundaries,
                    recommendation.Efficiency, electricity, evidence.Simulated });
            else
                Print(recommendation, evidence);
            return ExitCode.Ok;
        });
        return command;
    }

    // A profile without compute rates, such as the presets, knows capacities alone: that is no prediction, and runs may still say enough.
    private static (EpochCost? Cost, string? WhyNot) Predicted(EnergyModel? fitted, HardwareProfile? hardware, CostTarget wanted, string? name)
    {
        if (fitted is not null)
            return (EpochCost.Of(fitted, $"the model {name}"), null);
        if (hardware is null || wanted == CostTarget.Energy)
            return (null, hardware is null ? null : "a profile alone predicts seconds, not joules");
        try
        {
            var steps = new ProfileStepModel(hardware, SimdSelection.Choose(), TuningOption.Obtain(tune: false));
            return (EpochCost.Of(steps, $"the profile {name} alone"), null);
        }
        catch (InsufficientDataException e)
        {
            return (null, e.Message);
        }
    }

    private static RecommendationEvidence WithRuns(RecommendationEvidence evidence, string? runs, string? summary, CostTarget target, string? device)
    {
        if (runs is null)
            return evidence;
        // Own records say how the loss fell even where no meter read what it cost.
        if (summary is null && LossSource.Records([runs]) is { } records)
        {
            RequireOneKind(runs, records.Select(run => run.Configuration.Device), device);
            var curves = RunLosses.Of(records, target);
            return evidence with
            {
                Curves = device is null ? curves : LossSource.OnDevice(curves, device),
                Simulated = records.Any(run => run.Simulated == true && LossSource.KindsOf([run.Configuration.Device, device ?? run.Configuration.Device]).Count == 1),
            };
        }

        var campaign = CampaignRuns.Read([runs], target, new Dictionary<string, double>());
        RequireOneKind(runs, campaign.Experiments.Select(run => run.IsGpu ? "gpu" : "cpu"), device);
        var joined = LossSource.Read([runs], summary, campaign);
        return evidence with
        {
            Curves = device is null ? joined : LossSource.OnDevice(joined, device),
            Measured = [.. campaign.Experiments.Where(run => device is null || run.IsGpu == (device != "cpu"))],
            Simulated = campaign.Simulated,
        };
    }

    // One curve of costs through runs of two kinds of device would be that of neither.
    private static void RequireOneKind(string runs, IEnumerable<string> devices, string? chosen)
    {
        if (chosen is null && LossSource.KindsOf(devices) is { Count: > 1 } kinds)
            throw new InputException($"--runs {runs}: has runs of {string.Join(" and ", kinds)}; --profile or --model chooses those of its device");
    }

    private static void Print(SizeRecommendation recommendation, RecommendationEvidence evidence)
    {
        if (evidence.Simulated)
            Console.WriteLine("Simulated runs are among these; nothing of them was measured.");
        Console.WriteLine(recommendation.Reason);
        foreach (var line in recommendation.Evidence)
            Console.WriteLine($"  {line}");
        if (recommendation.CheapRegion is { } region)
        {
            Console.WriteLine($"  cheap region: {region.FromParameters:N0} to {region.ToParameters:N0} parameters, predicted cost per datum and parameter within "
                + $"{CheapRegion.Tolerance:0 %} of its least");
        }

        var unit = recommendation.Target.Unit();
        var table = new TextTable(
            ">size", ">parameters", "t", "f", "b", $">predicted {unit}/datum", $">measured {unit}/datum", ">epochs", $">{unit} to the loss", "cheap");
        foreach (var row in recommendation.Candidates)
        {
            table.Add($"{row.Size:N0}", $"{row.Parameters:N0}", row.Levels?.T ?? "", row.Levels?.F ?? "", row.Levels?.B ?? "",
                Number(row.PredictedPerDatum), Number(row.MeasuredPerDatum), Number(row.EpochsToLoss), Number(row.CostToLoss ?? row.PredictedCostToLoss),
                row.IsCheap == true ? "yes" : "");
        }

        table.Write();
        foreach (var spill in recommendation.Boundaries)
            Console.WriteLine($"{spill.WorkingSet} leaves {spill.Level} at {spill.Parameters:N0} parameters");
        if (recommendation.Candidates.FirstOrDefault(row => row.Parameters == recommendation.Parameters)?.Footprint is { } footprint)
            Console.WriteLine(FootprintLine.Of(footprint, evidence.Supply));
    }

    private static string Number(double? value) => value is { } number ? $"{number:G4}" : "";
}
