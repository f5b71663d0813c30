using ButterE.Engine.Runs;
using ButterE.Probe;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Protocol;

namespace ButterE.Engine.Benchmarks;

/// <summary>How the energy of a step is metered.</summary>
/// <param name="Meter">The meter; it is opened and closed.</param>
/// <param name="Settings">How.</param>
public sealed record StepMetering(IEnergyMeter Meter, MeasurementSettings Settings)
{
    // Between two steps of a repetition nobody asks for the time.
    private const double RepeatSeconds = 0.1;

    /// <summary>Repeats a step until the meter's shortest window is full, between idle baselines.</summary>
    /// <param name="step">The step, warmed up.</param>
    /// <param name="seconds">About how long it takes, s.</param>
    /// <returns>The energy of one step; its repetitions are steps.</returns>
    /// <exception cref="InputException">The meter does not see what is running.</exception>
    /// <exception cref="Kernels.UnavailableException">A band of temperatures is asked for and no sensor tells the temperature.</exception>
    internal RunEnergy Measure(PreparedStep step, double seconds)
    {
        var steps = (int)Math.Clamp(RepeatSeconds / seconds, 1, 1_000_000);
        return RunEnergy.Of(EnergyMeasurement.Run(Meter, Settings, _ => step.Run(steps)).PerPiece(steps));
    }
}
