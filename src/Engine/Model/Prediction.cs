namespace ButterE.Engine.Model;

/// <summary>What a model says about one run, beside what was measured.</summary>
/// <param name="Dataset">Name of the data set; null when not given.</param>
/// <param name="Shape">Shape; null when not given.</param>
/// <param name="Size">Target number of parameters; null when not given.</param>
/// <param name="Depth">Layers, the output layer included.</param>
/// <param name="Parameters">True number of parameters.</param>
/// <param name="Epochs">Epochs.</param>
/// <param name="Predicted">Predicted cost of the run, J or s.</param>
/// <param name="Measured">Measured cost of the run, J or s; null when it was not measured.</param>
/// <param name="Ratio">Predicted over measured; null when it was not measured, or is beyond every number.</param>
public sealed record Prediction(
    string? Dataset, string? Shape, long? Size, int Depth, long Parameters, double Epochs, double Predicted, double? Measured, double? Ratio)
{
    /// <summary>Threads that the prediction counts on; null where the model knows no threads.</summary>
    public int? Threads { get; init; }

    /// <summary>Predicts runs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="runs">The runs.</param>
    /// <exception cref="Probe.InsufficientDataException">A run incurs a term whose cost the model does not know.</exception>
    /// <exception cref="Probe.InputException">A working set does not fit into the last level.</exception>
    public static IReadOnlyList<Prediction> Of(EnergyModel model, IEnumerable<MeasuredRun> runs) => [.. runs.Select(run => Of(model, run))];

    /// <summary>Predicts runs from a profile alone.</summary>
    /// <param name="model">Step times composed from the profile.</param>
    /// <param name="runs">The runs; their numbers of rows must be known.</param>
    public static IReadOnlyList<Prediction> Of(ProfileStepModel model, IEnumerable<MeasuredRun> runs) =>
        [.. runs.Select(run => Of(run, model.Predict(run.Setup, run.Epochs)) with { Threads = model.ThreadsFor(run.Setup) })];

    /// <summary>Errors over the runs that were measured; null when none was.</summary>
    public static FitErrors? Errors(IEnumerable<Prediction> predictions) =>
        FitErrors.Of([.. predictions.Where(p => p.Ratio is not null).Select(p => p.Ratio!.Value)]);

    private static Prediction Of(EnergyModel model, MeasuredRun run) =>
        Of(run, model.Predict(run.Setup, run.Epochs, run.Shape)) with { Threads = model.ThreadsFor(run.Setup) };

    private static Prediction Of(MeasuredRun run, double predicted)
    {
        var network = run.Setup.Network;
        return new Prediction(
            run.Dataset, run.Shape, run.Size, network.Depth, network.Parameters, run.Epochs, predicted, run.Measured,
            predicted / run.Measured is { } ratio && double.IsFinite(ratio) ? ratio : null);
    }
}
