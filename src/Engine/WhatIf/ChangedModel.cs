using ButterE.Engine.Model;
using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Engine.WhatIf;

/// <summary>
/// A fitted model on a changed machine. Capacities and instances decide where working sets reside; a read bandwidth changes the cost per byte of its
/// level in proportion, the compute peak the cost of an operation, and the fixed costs of passes and layers theirs.
/// </summary>
public static class ChangedModel
{
    /// <summary>Moves a model to a changed profile of its own machine.</summary>
    /// <param name="model">The model.</param>
    /// <param name="changed">The changed profile, with the same levels.</param>
    /// <exception cref="InputException">The changed profile has other levels: what a further level costs cannot be taken from the fit.</exception>
    public static EnergyModel Of(EnergyModel model, HardwareProfile changed)
    {
        var own = model.Profile;
        if (!own.Levels.Select(level => level.Name).SequenceEqual(changed.Levels.Select(level => level.Name)))
            throw new InputException("--add-level: a fitted model has no cost for a further level; give --profile instead of --model");
        var costs = model.Coefficients;
        return model with
        {
            Profile = changed,
            Coefficients = costs with
            {
                Ko = costs.Ko * Ratio(own.Compute?.PeakFlopsPerSecond, changed.Compute?.PeakFlopsPerSecond),
                Kp = costs.Kp * Ratio(changed.Overheads?.SecondsPerPass, own.Overheads?.SecondsPerPass),
                Kd = costs.Kd * Ratio(changed.Overheads?.SecondsPerLayer, own.Overheads?.SecondsPerLayer),
                M = [.. costs.M.Select((cost, level) =>
                    cost * Ratio(own.Levels[level].ReadBytesPerSecond, changed.Levels[level].ReadBytesPerSecond))],
            },
        };
    }

    private static double Ratio(double? numerator, double? denominator) => numerator is { } a && denominator is { } b ? a / b : 1;
}
