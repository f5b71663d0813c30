namespace ButterE.Probe.Meters;

/// <summary>A meter that the program knows, present or not.</summary>
/// <param name="Id">Identity as the option <c>--meter</c> takes it; without any secret that was part of the option.</param>
/// <param name="Kind">Where its energy comes from.</param>
/// <param name="Domain">What it covers: package, dram, psys, gpu, node, …</param>
/// <param name="Scope">Whose activity it includes: <c>machine</c> for counters that see every process, <c>device</c>, <c>module</c>,
/// <c>node</c>, <c>job</c>.</param>
/// <param name="Available">Whether it can be read now.</param>
/// <param name="Reason">Why it cannot be read; null when it can.</param>
public sealed record MeterDescription(string Id, EnergyKind Kind, string Domain, string Scope, bool Available, string? Reason)
{
    /// <summary>The line to type that gives access to the meter; null when it is available or nothing on this machine would help.</summary>
    public string? Remedy { get; init; }

    /// <summary>Shortest window in which the edges weigh less than 1 % of the energy, s; null when not known.</summary>
    public double? MinimumSeconds { get; init; }

    /// <summary>
    /// What a result must say about where it comes from: driver, limits, hash of a file, inputs of a model. Null when the identity says
    /// all.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>Whether the meter sees what happens while it is open; false for the accounting of jobs that have ended.</summary>
    public bool IsLive { get; init; } = true;

    /// <summary>Whether the meter is chosen where none is named: counters of this machine that cost nothing to read.</summary>
    public bool IsAutomatic { get; init; }

    /// <summary>What is odd about a window of some seconds.</summary>
    internal MeterEvents FlagsOfWindow(double seconds) => seconds < MinimumSeconds ? MeterEvents.WindowTooShort : MeterEvents.None;

    /// <summary>A meter that cannot be read.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="remedy">The line to type that gives access; null when there is none.</param>
    public MeterDescription Absent(string reason, string? remedy = null) => this with { Available = false, Reason = reason, Remedy = remedy };
}
