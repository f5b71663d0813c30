using ButterE.Engine.Model;
using ButterE.Probe;

namespace ButterE.Engine.Report;

/// <summary>The paper's Figure 5 for one device: how a model's predictions of runs compare with what these cost.</summary>
/// <param name="Device">Device of the model, as its profile names it.</param>
/// <param name="Model">The model, as it was named.</param>
/// <param name="Spread">Ratios of predicted to measured cost.</param>
public sealed record ResidualFigure(string Device, string Model, ResidualHistogram Spread)
{
    /// <summary>Predicts, by each of some models, all runs of its device.</summary>
    /// <param name="models">The models, each as it was named.</param>
    /// <param name="tables">Tables of runs.</param>
    /// <param name="target">What the report compares.</param>
    /// <exception cref="InputException">A table cannot be read, or a model predicts another quantity than <paramref name="target"/>.</exception>
    /// <exception cref="InsufficientDataException">No table has a measured run of a model's device.</exception>
    public static IReadOnlyList<ResidualFigure> Of(IReadOnlyList<(string Name, EnergyModel Model)> models, IReadOnlyList<string> tables, CostTarget target)
    {
        var rows = models.Count > 0 ? RunTable.Read(tables) : [];
        return [.. models.Select(named => Of(named.Name, named.Model, rows, string.Join(", ", tables), target))];
    }

    private static ResidualFigure Of(string name, EnergyModel model, IReadOnlyList<RunCells> rows, string tables, CostTarget target)
    {
        if (model.Target != target)
            throw new InputException($"--model {name}: predicts {Word(model.Target)}, the report compares {Word(target)} (--target)");
        var device = model.Profile.Device;
        var runs = RunsFile.Select(rows, target, device).Runs;
        var ratios = Prediction.Of(model, runs).Select(run => run.Ratio).OfType<double>().ToArray();
        return ResidualHistogram.Of(ratios) is { } spread
            ? new ResidualFigure(device, name, spread)
            : throw new InsufficientDataException($"--model {name}: {tables} has no measured run of its device, {device}");
    }

    private static string Word(CostTarget target) => target == CostTarget.Energy ? "energy" : "time";
}
