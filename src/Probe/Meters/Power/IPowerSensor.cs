using ButterE.Probe.Meters.Traces;

namespace ButterE.Probe.Meters.Power;

/// <summary>What a sensor answered.</summary>
/// <param name="Watts">Power, W; null when it gave none.</param>
/// <param name="Flags">Why it gave none.</param>
internal readonly record struct PowerAnswer(double? Watts, MeterEvents Flags = MeterEvents.None);

/// <summary>A sensor of power that answers when asked.</summary>
internal interface IPowerSensor : IDisposable
{
    /// <summary>What is known about it.</summary>
    SensorTraits Traits { get; }

    /// <summary>Longest time that an answer may take, s.</summary>
    double DeadlineSeconds { get; }

    /// <summary>Asks. Answers without a power instead of throwing.</summary>
    PowerAnswer Read();
}
