using ButterE.Probe.Levels;
using ButterE.Probe.Profile;

namespace ButterE.Probe.Measurement;

/// <summary>Everything that the rounds of a sweep measured.</summary>
/// <param name="VisitsOf">Undisturbed visits by name of the traversal, ns per step.</param>
/// <param name="ClockHz">Clock of the core, one value before each round.</param>
/// <param name="HugePagesAsked">Whether the kernel accepted the request for huge pages.</param>
/// <param name="Rejected">Visits that were disturbed throughout.</param>
/// <param name="Focused">Visits made where the rounds had left intervals wide.</param>
internal sealed record SweepResult(
    IReadOnlyDictionary<string, List<Visit>> VisitsOf, IReadOnlyList<double> ClockHz, bool HugePagesAsked, IReadOnlyList<RejectedVisit> Rejected, int Focused);
