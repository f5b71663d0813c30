namespace ButterE.Probe.Meters;

/// <summary>How samples of power become energy.</summary>
public enum Integrator
{
    /// <summary>Each sample holds until the next, a fixed period apart, as the notebooks of BUTTER-E compute it (NREL, 1_join).</summary>
    Notebook,

    /// <summary>Straight lines between the samples, interpolated at both edges.</summary>
    Linear,

    /// <summary>Mean of the samples inside the interval times its length: free of bias for steady work.</summary>
    Inside,
}
