using ButterE.Kernels;

namespace ButterE.Probe.Meters.Protocol;

/// <summary>
/// Temperatures of the processors between which a measurement may start: leakage grows with temperature, so that the same work costs more joules on a
/// hot machine. Machines that are too hot are given time; ones that are too cold do not warm up by waiting, so that they are flagged at once.
/// </summary>
/// <param name="Low">Lowest, degrees Celsius.</param>
/// <param name="High">Highest, degrees Celsius.</param>
public sealed record TemperatureBand(double Low, double High)
{
    /// <summary>Longest time that a machine is given to cool down, s.</summary>
    public const double LongestWaitSeconds = 300;

    private const double LookSeconds = 1;

    /// <summary>Waits until the processors are cool enough.</summary>
    /// <param name="celsius">Their temperature now; null where no sensor tells.</param>
    /// <param name="wait">Waits some seconds without loading the machine.</param>
    /// <returns>A flag when they are outside the band in the end.</returns>
    /// <exception cref="UnavailableException">No sensor tells.</exception>
    public MeterEvents Settle(Func<double?> celsius, Action<double> wait)
    {
        ArgumentNullException.ThrowIfNull(celsius);
        ArgumentNullException.ThrowIfNull(wait);
        for (double waited = 0; ; waited += LookSeconds)
        {
            var now = celsius() ?? throw new UnavailableException("no sensor of the processors' temperature: measure without a band of temperatures");
            if (now <= High || waited >= LongestWaitSeconds)
                return now <= High && now >= Low ? MeterEvents.None : MeterEvents.TemperatureOutOfBand;
            wait(LookSeconds);
        }
    }
}
