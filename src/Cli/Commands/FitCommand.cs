using System.CommandLine;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Cli.Progress;
using ButterE.Engine.Model;
using ButterE.Engine.Report;
using ButterE.Probe;
using ButterE.Probe.Files;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere fit</c>: fits the energy model to measured runs.</summary>
internal static class FitCommand
{
    public static Command Create()
    {
        var command = new Command("fit", "Fits the energy model of the paper to measured runs: non-negative least squares on log ratios.");
        var runs = RunsOption.Create();
        runs.Required = true;
        var placement = new PlacementOptions();
        var target = new Option<string>("--target") { Description = "energy or time.", HelpName = "T", DefaultValueFactory = _ => "energy" };
        var without = new Option<string[]>("--without")
        {
            Description = "Terms to leave out of the model, such as ke or a1.",
            HelpName = "TERM",
            AllowMultipleArgumentsPerToken = true,
        };
        var leaveOutBlind = new Option<bool>("--leave-out-blind")
        {
            Description = "Leave out terms that the runs cannot tell from the others, instead of refusing the fit.",
        };
        var inputs = new Option<string>("--input-width")
        {
            Description = "What counts as the input layer's width: raw (features before encoding, as the published code) or encoded.",
            HelpName = "W",
            DefaultValueFactory = _ => "raw",
        };
        var form = new Option<string?>("--form")
        {
            Description = $"What the model takes into account: {string.Join(", ", Forms)}; default: chosen by cross-validation from paper on, "
                + "or paper for fewer than 50 runs (spill with --placement engine), with --without, or with any other --placement.",
            HelpName = "FORM",
        };
        var groups = new Option<string[]>("--groups")
        {
            Description = $"Say also how well unseen groups are predicted, by {string.Join(", ", GroupValidation.Groupings)}.",
            HelpName = "BY",
            AllowMultipleArgumentsPerToken = true,
        };
        var output = new Option<string>("--out") { Description = "Where to write the model.", HelpName = "FILE", Required = true };
        var page = new Option<string?>("--html")
        {
            Description = "Write a page with the costs, the forms compared and the spread of the errors, the paper's figure 5, here; it needs no network.",
            HelpName = "FILE",
        };
        command.Options.Add(runs);
        placement.AddTo(command);
        command.Options.Add(target);
        command.Options.Add(without);
        command.Options.Add(leaveOutBlind);
        command.Options.Add(inputs);
        command.Options.Add(form);
        command.Options.Add(groups);
        command.Options.Add(output);
        command.Options.Add(page);
        command.Options.Add(JsonOutput.Option);
        command.SetAction(parsed =>
        {
            var (hardware, rule, charge) = placement.Read(parsed);
            var predicted = parsed.GetValue(target) switch
            {
                "energy" => CostTarget.Energy,
                "time" => CostTarget.Time,
                var other => throw new InputException($"--target {other}: must be energy or time"),
            };
            WholeFile.RequireWritable(parsed.GetValue(output)!);
            if (parsed.GetValue(page) is { } trial)
                WholeFile.RequireWritable(trial);
            var selection = RunsOption.Read(parsed.GetValue(runs)!, predicted, hardware.Device, needMeasurement: true);
            var counting = parsed.GetValue(inputs) switch
            {
                "raw" => InputCounting.Raw,
                "encoded" => InputCounting.Encoded,
                var other => throw new InputException($"--input-width {other}: must be raw or encoded"),
            };
            string[] left = [.. (parsed.GetValue(without) ?? []).SelectMany(list => list.Split(','))];
            var model = EnergyModel.Fit(selection.Runs, hardware, new FitOptions
            {
                Placement = rule,
                Target = predicted,
                DataCharge = charge,
                Inputs = counting,
                Without = left,
                Form = FormOf(parsed.GetValue(form), left.Length > 0 ? ModelForm.Paper : placement.IsPlacementGiven(parsed) ? FitOptions.FormOf(rule) : null),
                Groups = [.. (parsed.GetValue(groups) ?? []).SelectMany(list => list.Split(','))],
                Progress = new StepReporter("fit"),
                LeaveOutBlindTerms = parsed.GetValue(leaveOutBlind),
            });
            ModelFile.Write(parsed.GetValue(output)!, model);
            if (parsed.GetValue(page) is { } written)
                FitReport.Write(written, model);
            if (parsed.GetValue(JsonOutput.Option))
                PrintJson(model, selection, parsed.GetValue(output)!);
            else
                PrintTable(model, selection, parsed.GetValue(output)!);
            return ExitCode.Ok;
        });
        return command;
    }

    private static IEnumerable<string> Forms => Enum.GetNames<ModelForm>().Select(name => name.ToLowerInvariant());

    private static ModelForm? FormOf(string? name, ModelForm? otherwise) => name switch
    {
        null => otherwise,
        "auto" => null,
        _ when Forms.Contains(name) => Enum.Parse<ModelForm>(name, ignoreCase: true),
        _ => throw new InputException($"--form {name}: must be auto, {string.Join(", ", Forms)}"),
    };

    private static void PrintJson(EnergyModel model, RunSelection selection, string path) => JsonOutput.Write(new
    {
        model = path,
        model.Target,
        model.Form,
        model.Placement,
        model.DataCharge,
        model.Inputs,
        model.Levels,
        model.Coefficients,
        model.Intervals,
        model.Kernels,
        model.Conditions,
        model.Without,
        model.Candidates,
        model.Groups,
        model.Errors,
        model.Residuals,
        model.Identifiability,
        selection.ThreadsUsed,
        model.Threads,
        leftOut = new { selection.OtherDevice, selection.NotMeasured, selection.NotCompleted },
        selection.Simulated,
    });

    private static void PrintTable(EnergyModel model, RunSelection selection, string path)
    {
        var unit = model.Target.Unit();
        var names = TermNames.For(model.Levels.Count, model.Kernels?.Count ?? 0);
        var values = model.Coefficients.ToArray();
        var intervals = model.Intervals?.ToArray();
        var table = new TextTable("term", "per", $">{unit}", ">95 % interval");
        for (var i = 0; i < names.Length; i++)
        {
            table.Add(names[i], TermNames.Describe(names[i], model.Levels, model.Kernels),
                values[i] is { } value ? $"{value:G4}" : model.Without.Contains(names[i]) ? "left out" : "not met",
                intervals?[i] is { } interval ? $"{interval.Low:G3} … {interval.High:G3}" : "");
        }

        table.Write();
        var errors = model.Errors!;
        Console.WriteLine($"{errors.N} runs, mean |predicted / measured - 1| {errors.MeanAbsoluteRelative:0.0 %}"
            + (errors.CrossValidated is { } unseen ? $", on runs left out of the fit {unseen:0.0 %}{FitErrors.NoteOnUnseen(errors.CrossValidatedN, errors.N)}" : ""));
        if (RunSelection.NoteOnThreads(selection.ThreadsUsed, model.KnowsThreads) is { } threads)
            Console.WriteLine(threads);
        foreach (var pair in model.Identifiability!.Pairs)
        {
            Console.WriteLine($"{pair.First} and {pair.Second} are hardly told apart (cosine {pair.Cosine:0.0000}): "
                + $"{pair.First} + {pair.Weight:G3} {pair.Second} = {pair.Sum:G4} {unit}"
                + (pair.SumInterval is { } sum ? $", {sum.Low:G3} … {sum.High:G3}" : ""));
        }

        foreach (var condition in model.Conditions)
        {
            Console.WriteLine($"{condition.Shape} of depth {condition.DepthFrom} to {condition.DepthTo} ({condition.Runs} runs) cost "
                + $"{condition.Factor:0.000} times as much as the rest, {condition.FactorLow:0.000} … {condition.FactorHigh:0.000}: other conditions, not physics");
        }

        foreach (var regime in model.Kernels?.Skip(1) ?? [])
            Console.WriteLine($"the cost per layer changes at size {regime.From:0.##}, {regime.FromLow:0.##} … {regime.FromHigh:0.##}");
        foreach (var candidate in model.Candidates ?? [])
        {
            var mark = candidate.Form == model.Form ? "*" : " ";
            Console.WriteLine($"{mark} {candidate.Form.ToString().ToLowerInvariant(),-10} {candidate.Terms,2} terms, "
                + $"{candidate.MeanAbsoluteRelative:0.0 %} on its own runs, {candidate.CrossValidated:0.0 %} on unseen ones");
        }

        foreach (var group in model.Groups)
            Console.WriteLine($"on an unseen {group.By}: {(group.MeanAbsoluteRelative is { } error ? $"{error:0.0 %}" : "some group could not be predicted")}");
        Console.WriteLine($"model written to {path}");
    }
}
