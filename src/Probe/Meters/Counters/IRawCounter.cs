namespace ButterE.Probe.Meters.Counters;

/// <summary>One energy counter of a device, as it stands.</summary>
internal interface IRawCounter : IDisposable
{
    /// <summary>What is known about it.</summary>
    CounterTraits Traits { get; }

    /// <summary>Its value, J; null when it cannot be read now.</summary>
    double? ReadJoules();
}
