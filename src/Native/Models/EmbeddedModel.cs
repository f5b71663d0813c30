using ButterE.Engine.Data;
using ButterE.Engine.Model;
using ButterE.Engine.WorkingSets;
using ButterE.Native.Calls;
using ButterE.Native.Networks;
using ButterE.Probe.Profile;

namespace ButterE.Native.Models;

/// <summary>
/// A cost model: what the handle <c>be_model</c> names. Models hold no memory of their own, so that freeing one only closes its handle.
/// </summary>
internal sealed unsafe class EmbeddedModel(EnergyModel model) : IDisposable
{
    public EnergyModel Model { get; } = model;

    /// <summary>A shipped model or one in a file.</summary>
    public static EmbeddedModel Open(string nameOrPath) =>
        new(ModelFile.FindOrRead(ModelFile.Presets.Contains(nameOrPath) ? nameOrPath : CallArguments.Existing(nameOrPath)));

    /// <summary>Fits a model to a table of runs.</summary>
    /// <exception cref="CallException">An option is missing or unknown.</exception>
    public static EmbeddedModel Fit(in NativeFitOptions request)
    {
        var runs = CallArguments.Existing(NativeText.Require(request.Runs, "runs"), orFolder: true);
        var hardware = NativeText.Require(request.Hardware, "hardware");
        var profile = HardwarePresets.FindOrRead(HardwarePresets.Names.Contains(hardware) ? hardware : CallArguments.Existing(hardware));
        var target = NativeText.Read(request.Target) switch
        {
            null or "energy" => CostTarget.Energy,
            "time" => CostTarget.Time,
            var other => throw CallException.Argument($"target {other}: must be energy or time"),
        };
        var defaults = new FitOptions();
        var placement = NativeText.Read(request.Placement) is { } name ? Placement.Named(name, "placement") : defaults.Placement;
        var selection = RunsFile.Read(runs, target, profile.Device);
        return new EmbeddedModel(EnergyModel.Fit(selection.Runs, profile, defaults with
        {
            Placement = placement,
            Form = FitOptions.FormOf(placement),
            Target = target,
            LeaveOutBlindTerms = request.LeaveOutBlind != 0,
            Bootstraps = request.Bootstraps == 0 ? defaults.Bootstraps : Math.Max(0, request.Bootstraps),
        }));
    }

    /// <summary>The cost of a run, J or s.</summary>
    /// <exception cref="CallException">A value is missing, out of range, or contradicts another.</exception>
    public double Predict(in NativeCostQuery query)
    {
        if (query.RawFeatures < 0 || query.Rows < 0 || query.Batch < 0 || query.Threads < 0 || !(query.Epochs > 0) || !double.IsFinite(query.Epochs))
            throw CallException.Argument("raw_features, rows, batch, threads: must not be negative; epochs: must be positive");
        DatasetDescription? known = null;
        if (NativeText.Read(query.Dataset) is { } name)
        {
            known = DatasetRegistry.Find(name)
                ?? throw CallException.Argument($"dataset {name}: unknown; known are {string.Join(", ", DatasetRegistry.All.Select(d => d.Name))}");
        }

        if (query.Rows == 1)
            throw CallException.Argument("rows 1: must be at least 2: of one row none would train");
        if (known is null && query.Rows == 0)
            throw CallException.Argument("rows: needed to count the batches of an epoch, unless dataset names one of the paper's");
        var network = NetworkShape.Of(
            query.Inputs != 0 ? query.Inputs : known?.Inputs ?? 0,
            query.Outputs != 0 ? query.Outputs : query.Widths is null ? known?.Outputs ?? 0 : 0, query.Widths, query.Depth, query.Shape, query.Size);
        var setup = new TrainingSetup(
            network, query.RawFeatures != 0 ? query.RawFeatures : known?.RawFeatures ?? network.Inputs,
            query.Batch == 0 ? TrainingSetup.PaperBatch : query.Batch, query.Rows != 0 ? query.Rows : known?.Observations, known?.BytesPerDatum);
        return Model.Predict(query.Threads == 0 ? setup : Model.OnThreads(setup, query.Threads), query.Epochs, NativeText.Read(query.Shape));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
