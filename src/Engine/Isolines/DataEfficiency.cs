using MathNet.Numerics.Distributions;

namespace ButterE.Engine.Isolines;

/// <summary>
/// Equation (10) of the paper: how many epochs a network needs to its lowest test loss, E^(-1/3) = Slope log10(parameters) + Intercept, fitted by
/// least squares.
/// </summary>
/// <param name="Slope">Slope per decade of parameters; above 0 where larger networks need fewer epochs.</param>
/// <param name="SlopeLow">Lower end of its 95 % interval.</param>
/// <param name="SlopeHigh">Upper end.</param>
/// <param name="Intercept">Value at one parameter.</param>
/// <param name="InterceptLow">Lower end of its 95 % interval.</param>
/// <param name="InterceptHigh">Upper end.</param>
/// <param name="RSquared">Share of the variance of E^(-1/3) that the line explains.</param>
/// <param name="Networks">Networks in the fit.</param>
/// <param name="StillFalling">Networks left out because their loss still fell when the run ended: they say no more than that they need longer.</param>
public sealed record DataEfficiency(
    double Slope, double SlopeLow, double SlopeHigh, double Intercept, double InterceptLow, double InterceptHigh, double RSquared, int Networks,
    int StillFalling)
{
    /// <summary>Fewest networks of different sizes for a fit.</summary>
    public const int FewestNetworks = 5;

    // A minimum in the last hundredth of a run is the run's end, not the network's best.
    private const double EndShare = 0.99;

    private double Residual { get; init; }

    private double MeanLog { get; init; }

    private double SumOfSquares { get; init; }

    /// <summary>Fits the networks of one family, or of several; null with too few whose loss stopped falling.</summary>
    /// <param name="curves">The curves.</param>
    public static DataEfficiency? Of(IReadOnlyCollection<LossCurve> curves)
    {
        var points = curves.Select(curve => (X: Math.Log10(curve.Parameters), Epoch: MinimizingEpoch(curve), Last: curve.Epochs[^1]))
            .Where(point => point.Epoch < EndShare * point.Last)
            .Select(point => (point.X, Y: Math.Cbrt(1 / point.Epoch)))
            .ToArray();
        if (points.Select(point => point.X).Distinct().Count() < FewestNetworks)
            return null;

        var (n, meanX, meanY) = (points.Length, points.Average(point => point.X), points.Average(point => point.Y));
        var squares = points.Sum(point => (point.X - meanX) * (point.X - meanX));
        var slope = points.Sum(point => (point.X - meanX) * (point.Y - meanY)) / squares;
        var intercept = meanY - slope * meanX;
        var residuals = points.Sum(point => Square(point.Y - intercept - slope * point.X));
        var total = points.Sum(point => Square(point.Y - meanY));
        var residual = Math.Sqrt(residuals / (n - 2));
        var half = StudentT.InvCDF(0, 1, n - 2, 0.975) * residual;
        var (ofSlope, ofIntercept) = (half / Math.Sqrt(squares), half * Math.Sqrt(1.0 / n + meanX * meanX / squares));
        return new DataEfficiency(
            slope, slope - ofSlope, slope + ofSlope, intercept, intercept - ofIntercept, intercept + ofIntercept,
            total > 0 ? 1 - residuals / total : 1, n, curves.Count - n) { Residual = residual, MeanLog = meanX, SumOfSquares = squares };
    }

    /// <summary>Epochs that a network needs to its lowest test loss.</summary>
    /// <param name="parameters">Its parameters.</param>
    /// <returns>The line's value and the 95 % interval for one further network; an end beyond which no number of epochs is enough is infinite. Null
    /// where the line itself is not above 0.</returns>
    public (double Epochs, double Low, double High)? Predict(double parameters)
    {
        var x = Math.Log10(parameters);
        var y = Intercept + Slope * x;
        if (y <= 0)
            return null;
        var half = StudentT.InvCDF(0, 1, Networks - 2, 0.975) * Residual * Math.Sqrt(1 + 1.0 / Networks + Square(x - MeanLog) / SumOfSquares);
        return (Epochs(y), Epochs(y + half), Epochs(y - half));
    }

    /// <summary>The epoch after which a network's test loss was lowest.</summary>
    internal static double MinimizingEpoch(LossCurve curve)
    {
        var index = curve.Losses.Count - 1;
        while (index > 0 && curve.Losses[index - 1] == curve.Losses[index])
            index--;
        return curve.Epochs[index];
    }

    private static double Epochs(double y) => y <= 0 ? double.PositiveInfinity : Math.Pow(y, -3);

    private static double Square(double value) => value * value;
}
