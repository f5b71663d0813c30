namespace ButterE.Probe.Meters;

/// <summary>
/// Standard uncertainty (k = 1) of an energy, in two parts that are never added up before they are stored: only the random part shrinks with
/// replicates (Guide to the expression of uncertainty in measurement, JCGM 100).
/// </summary>
/// <param name="Random">From resolution, edges, noise and gaps, J.</param>
/// <param name="Systematic">From the gain of the meter, J.</param>
public sealed record EnergyUncertainty(double Random, double Systematic)
{
    /// <summary>Both parts in quadrature, J.</summary>
    public double Combined => Math.Sqrt(Random * Random + Systematic * Systematic);

    /// <summary>The uncertainty of a sum of independent energies of one meter: random parts in quadrature, systematic parts straight.</summary>
    public static EnergyUncertainty operator +(EnergyUncertainty a, EnergyUncertainty b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return new(Math.Sqrt(a.Random * a.Random + b.Random * b.Random), a.Systematic + b.Systematic);
    }
}
