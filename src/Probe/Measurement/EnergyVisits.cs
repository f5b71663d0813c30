using System.Text.Json;
using ButterE.Probe.Levels;
using ButterE.Probe.Meters;
using ButterE.Probe.Profile;

namespace ButterE.Probe.Measurement;

/// <summary>What an energy sweep brought.</summary>
/// <param name="Meter">The meter.</param>
/// <param name="Flags">Everything that was odd in any of its measurements, the idle baselines included.</param>
/// <param name="ByTraversal">Visits in nJ per pass above idle, by name of the traversal; what the meter could not tell is left out.</param>
internal sealed record EnergyVisits(MeterDescription Meter, MeterEvents Flags, IReadOnlyDictionary<string, List<Visit>> ByTraversal)
{
    /// <summary>The visits of a traversal; none when it was not held.</summary>
    public IReadOnlyList<Visit> Of(string traversal) => ByTraversal.GetValueOrDefault(traversal) ?? [];

    /// <summary>A profile that says where its joules come from.</summary>
    public HardwareProfile AddTo(HardwareProfile profile) => profile with
    {
        Meter = Meter.Id,
        MeterKind = JsonNamingPolicy.CamelCase.ConvertName(Meter.Kind.ToString()),
        MeterFlags = MeterEventName.Of(Flags),
    };
}
