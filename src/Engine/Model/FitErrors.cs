using ButterE.Probe.Levels;

namespace ButterE.Engine.Model;

/// <summary>How far predictions are from measurements; the ratio is predicted over measured.</summary>
/// <param name="N">Runs.</param>
/// <param name="MeanAbsoluteRelative">Mean of |ratio − 1|, which reproduces the errors that the paper states.</param>
/// <param name="MedianAbsoluteRelative">Median of |ratio − 1|.</param>
/// <param name="MedianRatio">Median ratio.</param>
/// <param name="RmsLog">Root of the mean squared ln ratio: the objective of the fit.</param>
/// <param name="CrossValidated">Mean of |ratio − 1| over runs that the fit had not seen; null when that was not or could not be determined.</param>
public sealed record FitErrors(int N, double MeanAbsoluteRelative, double MedianAbsoluteRelative, double MedianRatio, double RmsLog, double? CrossValidated)
{
    /// <summary>Runs in <see cref="CrossValidated"/>; fewer than <see cref="N"/> where some incur a cost that none of the others of its part's fit did.</summary>
    public int? CrossValidatedN { get; init; }

    /// <summary>What to say behind <see cref="CrossValidated"/> where it is not over all runs; else nothing.</summary>
    /// <param name="predicted">Runs in the error.</param>
    /// <param name="all">Runs of the fit.</param>
    public static string NoteOnUnseen(int? predicted, int all) =>
        predicted is { } n && n < all ? $" ({n} of {all}: what the others incur, no other run does)" : "";

    /// <summary>Errors of predictions; null when there are none.</summary>
    /// <param name="ratios">Predicted over measured, one for each run.</param>
    /// <param name="crossValidated">Mean of |ratio − 1| out of sample and the runs in it, where known.</param>
    public static FitErrors? Of(IReadOnlyList<double> ratios, (double Mean, int N)? crossValidated = null)
    {
        if (ratios.Count == 0)
            return null;
        var sorted = ratios.Order().ToArray();
        return new FitErrors(
            sorted.Length,
            sorted.Average(ratio => Math.Abs(ratio - 1)),
            Quantile.Median(sorted.Select(ratio => Math.Abs(ratio - 1))),
            Quantile.Interpolated(sorted, 0.5),
            Math.Sqrt(sorted.Average(ratio => Math.Log(ratio) * Math.Log(ratio))),
            crossValidated?.Mean)
        {
            CrossValidatedN = crossValidated?.N,
        };
    }
}
