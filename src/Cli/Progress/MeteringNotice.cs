using ButterE.Cli.Output;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Protocol;

namespace ButterE.Cli.Progress;

/// <summary>Says on a terminal how long a meter keeps a command busy: during idle baselines nothing else is heard of it.</summary>
internal static class MeteringNotice
{
    private const double WorthSaying = 5;

    /// <summary>Says it where it takes more than a moment.</summary>
    /// <param name="command">The command.</param>
    /// <param name="measured">What is measured, such as "each run".</param>
    /// <param name="meter">The meter; null for none.</param>
    /// <param name="settings">How.</param>
    public static void Say(string command, string measured, IEnergyMeter? meter, MeasurementSettings settings)
    {
        if (meter is not null && settings.ShortestSeconds(meter.Description) is var seconds and >= WorthSaying)
        {
            new StepReporter(command).Report(
                $"with {meter.Description.Id} the energy of {measured} takes at least {Quantity.Duration(seconds)}, of which {Quantity.Duration(settings.IdleSecondsWith(meter.Description))} idle (--idle)");
        }
    }
}
