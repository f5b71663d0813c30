using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Engine.WorkingSets;

/// <summary>Changes one value of a profile that belongs to no level.</summary>
internal static class MachineChange
{
    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        ["units", "compute.peakFlopsPerSecond", "overheads.secondsPerPass", "overheads.secondsPerLayer"];

    public static HardwareProfile Apply(HardwareProfile profile, string key, Func<double?, double> value, string assignment) => key switch
    {
        "units" => WithUnits(profile, LevelChange.Whole(value(profile.Units), key, assignment)),
        "compute.peakFlopsPerSecond" => WithPeak(profile, value(profile.Compute?.PeakFlopsPerSecond), assignment),
        "overheads.secondsPerPass" => profile with
        {
            Overheads = new PassOverheads(value(profile.Overheads?.SecondsPerPass), profile.Overheads?.SecondsPerLayer),
        },
        _ => profile with { Overheads = new PassOverheads(profile.Overheads?.SecondsPerPass, value(profile.Overheads?.SecondsPerLayer)) },
    };

    // The ceilings of all cores grow with their number. Caches that some cores share, or each has, come with the cores; a level that all cores share
    // stays one.
    private static HardwareProfile WithUnits(HardwareProfile profile, int units)
    {
        var factor = (double)units / profile.Units;
        var last = profile.Levels[^1].Name;
        return profile with
        {
            Units = units,
            Compute = profile.Compute is { } rates
                ? rates with
                {
                    PeakFlopsPerSecondAll = (rates.PeakFlopsPerSecondAll ?? rates.PeakFlopsPerSecond * profile.Units) * factor,
                    SustainedFlopsPerSecondAll = rates.SustainedFlopsPerSecondAll * factor,
                }
                : null,
            Levels =
            [
                .. profile.Levels.Select(level => level.Name == last || (profile.Units > 1 && level.Instances is 1)
                    ? level with { SharedBy = level.SharedBy is null ? null : units }
                    : level with { Instances = level.Instances is { } instances ? Math.Max(1, (int)Math.Round(instances * factor)) : null }),
            ],
        };
    }

    private static HardwareProfile WithPeak(HardwareProfile profile, double peak, string assignment)
    {
        if (profile.Compute is not { PeakFlopsPerSecond: { } held } rates)
            throw new InputException($"--set {assignment}: the profile holds no compute rates");
        var factor = peak / held;
        return profile with
        {
            Compute = new ComputeRates(
                peak, rates.SustainedFlopsPerSecond * factor, rates.PeakFlopsPerSecondAll * factor, rates.SustainedFlopsPerSecondAll * factor),
        };
    }
}
