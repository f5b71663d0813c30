namespace ButterE.Probe.Meters;

/// <summary>A meter that was found or asked for, and how to make it.</summary>
/// <param name="Description">What it is, available or not.</param>
/// <param name="Make">Makes it; called only when it is available.</param>
internal sealed record MeterCandidate(MeterDescription Description, Func<IEnergyMeter> Make)
{
    /// <summary>A meter that cannot be read.</summary>
    public static MeterCandidate Absent(MeterDescription description, string reason, string? remedy = null) =>
        new(description.Absent(reason, remedy), () => throw new InvalidOperationException($"meter {description.Id} is not available"));
}
