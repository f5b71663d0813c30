using System.Text.Json.Serialization;
using ButterE.Engine.Data;
using ButterE.Engine.WorkingSets;
using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Model;

/// <summary>
/// The cost model of section 7 of the paper, equations (2) to (9): what a training run costs, in joules or seconds, as a
/// non-negative combination of its passes, operations, layers and accesses to working sets in each memory level.
/// </summary>
public sealed record EnergyModel
{
    /// <summary>The name of the schema that this version reads and writes.</summary>
    public const string CurrentSchema = "buttere.model/1";

    /// <summary>Schema of the document; <see cref="CurrentSchema"/>.</summary>
    public string Schema { get => field ?? CurrentSchema; init; }

    /// <summary>What the model predicts.</summary>
    public required CostTarget Target { get; init; }

    /// <summary>What the model takes into account.</summary>
    public ModelForm Form { get; init; } = ModelForm.Paper;

    /// <summary>Name of the placement.</summary>
    public required string Placement { get; init; }

    /// <summary>What one access to the data set moves.</summary>
    public required DataCharge DataCharge { get; init; }

    /// <summary>Which bytes of a working set an access moves.</summary>
    public SizeBasis SizeBasis { get; init; } = SizeBasis.Undivided;

    /// <summary>What counts as the width of the input layer and of a row of the data set.</summary>
    public InputCounting Inputs { get; init; } = InputCounting.Raw;

    /// <summary>Names of the memory levels, in the order of the coefficients a and m.</summary>
    public required IReadOnlyList<string> Levels { get; init; }

    /// <summary>Costs in J or s per run, pass, operation, layer, access and byte; null for a term that is left out or that no run incurred.</summary>
    public required PerTerm<double?> Coefficients { get; init; }

    /// <summary>95 % intervals of the coefficients from resampled runs; null when not determined.</summary>
    public PerTerm<ConfidenceInterval?>? Intervals { get; init; }

    /// <summary>Regimes of layer sizes with a cost per layer each; null in the paper's forms.</summary>
    public IReadOnlyList<KernelRegime>? Kernels { get; init; }

    /// <summary>The rule by which the runs of the fit were shared among threads; null where one thread trained them all, or the model knows no threads.</summary>
    public ThreadsOfRuns? Threads { get; init; }

    /// <summary>Whether the model tells runs on several threads from runs on one: models of time beyond the paper's forms, with the placement <c>engine</c>.</summary>
    [JsonIgnore]
    public bool KnowsThreads => Kernels is not null && RulesOf(WorkingSets.Placement.Named(Placement, "placement")).KnowThreads;

    /// <summary>Parts of the campaign whose runs all cost more, or less, by one factor; empty unless such were found.</summary>
    public IReadOnlyList<CampaignCondition> Conditions { get => field ?? []; init; }

    /// <summary>Terms that the model does without, by name; they cost nothing.</summary>
    public IReadOnlyList<string> Without { get => field ?? []; init; }

    /// <summary>Runs of the fit that are of a simulated campaign: what the model says then goes back to planted costs, not to measured ones.</summary>
    public int SimulatedRuns { get; init; }

    /// <summary>Errors over the runs of the fit; null when the model was not fitted to runs.</summary>
    public FitErrors? Errors { get; init; }

    /// <summary>Spread of predicted over measured cost over the runs of the fit; null when the model was not fitted to runs.</summary>
    public ResidualHistogram? Residuals { get; init; }

    /// <summary>Every form compared on the runs of the fit; null when the form was given.</summary>
    public IReadOnlyList<CandidateForm>? Candidates { get; init; }

    /// <summary>Errors on groups of runs left out of the fit, where they were asked for.</summary>
    public IReadOnlyList<GroupValidation> Groups { get => field ?? []; init; }

    /// <summary>What the runs of the fit can tell apart; null when the model was not fitted to runs.</summary>
    public Identifiability? Identifiability { get; init; }

    /// <summary>Fingerprint of the machine whose runs were fitted; null when not known.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Where the numbers come from, when they were not fitted here.</summary>
    public string? Note { get; init; }

    /// <summary>The hardware whose levels hold the working sets. A file may name a preset instead.</summary>
    [JsonConverter(typeof(ProfileOrPresetConverter))]
    public required HardwareProfile Profile { get; init; }

    /// <summary>Fits a model to runs (section 7 of the paper): Σ (ln(Ê/E))² is minimal over non-negative coefficients.</summary>
    /// <param name="runs">The runs; those that were not measured are left out.</param>
    /// <param name="profile">The hardware they ran on.</param>
    /// <param name="options">How to fit.</param>
    /// <exception cref="InsufficientDataException">There are too few runs, or they cannot tell some terms apart.</exception>
    /// <exception cref="InputException">A term to leave out does not exist, or the profile cannot place working sets.</exception>
    public static EnergyModel Fit(IReadOnlyList<MeasuredRun> runs, HardwareProfile profile, FitOptions options)
    {
        var memory = MemoryHierarchy.Of(profile);
        var rules = new CountingRules(
            options.Placement, options.DataCharge ?? options.Placement.DefaultDataCharge, options.SizeBasis, options.Inputs, options.Target);
        MeasuredRun[] measured = [.. runs.Where(run => run.Measured is not null)];
        var fitted = ModelFit.Run(measured, rules, memory, options);
        return new EnergyModel
        {
            Target = options.Target,
            Placement = options.Placement.Name,
            DataCharge = rules.DataCharge,
            SizeBasis = rules.SizeBasis,
            Inputs = rules.Inputs,
            Form = fitted.Form,
            Kernels = fitted.Kernels,
            Conditions = fitted.Conditions,
            Threads = fitted.Kernels is not null && rules.KnowThreads ? ThreadsOfRuns.Of(measured) : null,
            SimulatedRuns = measured.Count(run => run.IsSimulated),
            Residuals = fitted.Residuals,
            Candidates = fitted.Candidates,
            Groups = fitted.Groups,
            Levels = [.. memory.Levels.Select(level => level.Name)],
            Coefficients = fitted.Coefficients,
            Intervals = fitted.Intervals,
            Without = fitted.Without,
            Errors = fitted.Errors,
            Identifiability = fitted.Identifiability,
            Fingerprint = profile.Fingerprint,
            Profile = profile,
        };
    }

    /// <summary>Predicts what a run costs.</summary>
    /// <param name="setup">What is trained; its number of rows must be known.</param>
    /// <param name="epochs">Epochs.</param>
    /// <param name="shape">Published name of the shape, if the conditions of its part of the campaign shall count; null for those of most runs.</param>
    /// <returns>J or s, by <see cref="Target"/>.</returns>
    /// <exception cref="InsufficientDataException">The run incurs a term whose cost the model does not know.</exception>
    /// <exception cref="InputException">A working set does not fit into the last level.</exception>
    /// <exception cref="InvalidOperationException">The number of rows of the data set is not known.</exception>
    public double Predict(TrainingSetup setup, double epochs, string? shape = null)
    {
        var memory = MemoryHierarchy.Of(Profile);
        var rules = RulesOf(WorkingSets.Placement.Named(Placement, "placement"));
        var counts = Kernels is null
            ? CostFeatures.Of(setup, epochs, rules, memory)
            : RunTerms.WithRegimes(
                CostFeatures.BeyondPaper(setup with { Threads = ThreadsFor(setup) }, epochs, rules, memory), CostFeatures.LayerCalls(setup, epochs),
                [.. Kernels.Skip(1).Select(regime => regime.From)]);
        return Cost(counts) * CampaignCondition.FactorOf(Conditions, shape, setup.Network.Depth);
    }

    /// <summary>Whether the model is of a kind of device.</summary>
    /// <param name="device">The device as the option --device names it.</param>
    public bool IsOf(string device) => RunsFile.AreOfOneKind(Profile.Device, device);

    /// <summary>What one more training step costs, J or s: what an epoch without a test pass adds to a run, over its batches.</summary>
    /// <param name="setup">What is trained; its number of rows must be known.</param>
    /// <param name="shape">Published name of the network's shape; null where none is known.</param>
    /// <exception cref="InvalidOperationException">The number of rows of the data set is not known.</exception>
    public double PerStep(TrainingSetup setup, string? shape = null)
    {
        var every = setup with { Split = SplitRule.None };
        return (Predict(every, 2, shape) - Predict(every, 1, shape)) / every.Batches.Training;
    }

    /// <summary>Threads that a prediction counts on: those of the setup, else those that a run of the fit would have had; null where the model knows no threads.</summary>
    /// <param name="setup">What is trained.</param>
    public int? ThreadsFor(TrainingSetup setup) => KnowsThreads ? setup.Threads ?? Threads?.For(setup) ?? 1 : null;

    /// <summary>The setup with a ceiling on its threads, as a run has one: never more than <see cref="ThreadsFor"/> would count on.</summary>
    /// <param name="setup">What is trained.</param>
    /// <param name="most">Threads at most, from 1.</param>
    /// <exception cref="InputException">The model knows no threads.</exception>
    public TrainingSetup OnThreads(TrainingSetup setup, int most) => setup with
    {
        Threads = Math.Min(most, ThreadsFor(setup)
            ?? throw new InputException($"threads {most}: the model knows no threads; one of seconds that was fitted with the placement engine does")),
    };

    private CountingRules RulesOf(IPlacement placement) => new(placement, DataCharge, SizeBasis, Inputs, Target);

    private double Cost(double[] counts)
    {
        var coefficients = Coefficients.ToArray();
        var names = TermNames.For(Levels.Count, Kernels?.Count ?? 0);
        double sum = 0;
        for (var j = 0; j < counts.Length; j++)
        {
            if (coefficients[j] is { } cost)
                sum += cost * counts[j];
            else if (counts[j] > 0 && !Without.Contains(names[j]))
            {
                throw new InsufficientDataException(
                    $"this run incurs {names[j]} ({TermNames.Describe(names[j], Levels, Kernels)}), whose cost the model does not know");
            }
        }

        return sum;
    }
}
