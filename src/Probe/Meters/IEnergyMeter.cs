namespace ButterE.Probe.Meters;

/// <summary>
/// A source of joules. Open it, read it at the edges of what is to be measured, and dispose of it; in between it watches its
/// device by itself. Members may be called from one thread at a time. A device that hangs costs a call a bounded time and a flag, never more.
/// </summary>
public interface IEnergyMeter : IDisposable
{
    /// <summary>What the meter is; its <see cref="MeterDescription.Available"/> is true.</summary>
    MeterDescription Description { get; }

    /// <summary>Starts a measurement at 0 J. Opening an open meter starts anew.</summary>
    void Open();

    /// <summary>Reads the energy since <see cref="Open"/>, and since the reading before this one.</summary>
    /// <exception cref="InvalidOperationException">The meter is not open.</exception>
    EnergyReading Read();

    /// <summary>
    /// The energy since the reading before this one, for whoever reads often: a meter that keeps samples does not sum all of them up again.
    /// </summary>
    /// <exception cref="InvalidOperationException">The meter is not open.</exception>
    EnergyInterval Lap() => Read().Latest;

    /// <summary>Ends the measurement.</summary>
    void Close();
}
