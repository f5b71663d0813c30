using System.Text.Json.Serialization;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Protocol;

namespace ButterE.Engine.Runs;

/// <summary>
/// What is known about the energy of a run: the columns that make a joule traceable to a meter, a domain, an interval and an uncertainty. A
/// value that
/// was not measured is null, never 0. Uncertainties are standard ones (k = 1); random and systematic parts stand apart.
/// </summary>
public record RunEnergy
{
    /// <summary>All energy of one run, J; null without a valid reading.</summary>
    public double? Joules { get; init; }

    /// <summary>Random uncertainty of <see cref="Joules"/>, J.</summary>
    public double? JoulesRandom { get; init; }

    /// <summary>Systematic uncertainty of <see cref="Joules"/>, J.</summary>
    public double? JoulesSystematic { get; init; }

    /// <summary>What the idle machine would have drawn in the same time, J; null without a baseline.</summary>
    public double? IdleJoules { get; init; }

    /// <summary><see cref="Joules"/> less <see cref="IdleJoules"/>, J; null without a baseline.</summary>
    public double? DynamicJoules { get; init; }

    /// <summary>Random uncertainty of <see cref="DynamicJoules"/>, J.</summary>
    public double? DynamicJoulesRandom { get; init; }

    /// <summary>Systematic uncertainty of <see cref="DynamicJoules"/>, J.</summary>
    public double? DynamicJoulesSystematic { get; init; }

    /// <summary>Idle power before and after the run, W; null where it was not measured.</summary>
    public double? IdleWatts { get; init; }

    /// <summary>What was odd about the idle baselines, comma separated; null when nothing was, or without any.</summary>
    public string? IdleFlags { get; init; }

    /// <summary>How often the run was repeated from the same start to fill the meter's shortest window; null without a meter.</summary>
    public int? Repeats { get; init; }

    /// <summary>Length of the measured window over all repetitions, s; null without a meter.</summary>
    public double? WindowSeconds { get; init; }

    /// <summary>Where the energy comes from.</summary>
    public EnergyKind EnergyKind { get; init; }

    /// <summary>Identity of the meter; null without one.</summary>
    public string? MeterId { get; init; }

    /// <summary>What else says where the energy comes from: driver, limits in force, hash of a recording, inputs of a model.</summary>
    public string? MeterSource { get; init; }

    /// <summary>What the meter covers: package, dram, psys, gpu, node.</summary>
    public string? Domain { get; init; }

    /// <summary>Whose activity the meter includes, such as the whole machine.</summary>
    public string? Scope { get; init; }

    /// <summary>How power became energy; null for counters, which need no integration.</summary>
    public Integrator? Integrator { get; init; }

    /// <summary>Interval between the meter's samples or updates, s.</summary>
    [JsonPropertyName("dt_s")]
    public double? SampleSeconds { get; init; }

    /// <summary>
    /// Time over which the sensor averages each sample of the power, s: 0 for a present value; null for counters and where nothing tells.
    /// </summary>
    public double? AveragingSeconds { get; init; }

    /// <summary>What was odd about the readings, comma separated; null when nothing was, or without a meter.</summary>
    public string? Flags { get; init; }

    /// <summary>The same energy by a second way of the same device, J; null without one.</summary>
    public double? CrossCheckJoules { get; init; }

    /// <summary>Time that the meter itself spent reading its device during the window, s.</summary>
    public double? MeterSelfSeconds { get; init; }

    /// <summary>
    /// The same run with idle and dynamic energy by a baseline that was measured apart from it; unchanged without one or without an energy.
    /// </summary>
    /// <param name="baseline">Idle power; null when it was not measured, or could not be.</param>
    public RunEnergy WithBaseline(IdleBaseline? baseline)
    {
        if (baseline is null || Joules is not { } joules || Repeats is not { } repeats || WindowSeconds is not { } window)
            return this;
        var uncertainty = new EnergyUncertainty(JoulesRandom ?? 0, JoulesSystematic ?? 0);
        var budget = EnergyBudget.Of(new EnergyInterval(joules, window / repeats, MeterEvents.None, uncertainty), baseline)!;
        return this with
        {
            IdleJoules = budget.Idle,
            DynamicJoules = budget.Dynamic,
            DynamicJoulesRandom = budget.DynamicUncertainty!.Random,
            DynamicJoulesSystematic = budget.DynamicUncertainty.Systematic,
            IdleWatts = baseline.Watts,
            IdleFlags = Names(baseline.Flags),
        };
    }

    /// <summary>The energy of one repetition of measured work; nothing known without a measurement.</summary>
    public static RunEnergy Of(MeasuredWork? work) => work is null ? new RunEnergy() : new RunEnergy
    {
        Joules = work.PerRepeat?.Total,
        JoulesRandom = work.PerRepeat?.TotalUncertainty.Random,
        JoulesSystematic = work.PerRepeat?.TotalUncertainty.Systematic,
        IdleJoules = work.PerRepeat?.Idle,
        DynamicJoules = work.PerRepeat?.Dynamic,
        DynamicJoulesRandom = work.PerRepeat?.DynamicUncertainty?.Random,
        DynamicJoulesSystematic = work.PerRepeat?.DynamicUncertainty?.Systematic,
        IdleWatts = work.Baseline?.Watts,
        IdleFlags = Names(work.Baseline?.Flags ?? MeterEvents.None),
        Repeats = work.Repeats,
        WindowSeconds = work.Reading.Seconds,
        EnergyKind = work.Reading.Kind,
        MeterId = work.Reading.Meter.Id,
        MeterSource = work.Reading.Meter.Source,
        Domain = work.Reading.Domain,
        Scope = work.Reading.Scope,
        Integrator = work.Reading.Integrator,
        SampleSeconds = work.Reading.SampleSeconds,
        AveragingSeconds = work.Reading.AveragingSeconds,
        Flags = Names(work.Flags),
        CrossCheckJoules = work.Reading.CrossCheckJoules / work.Repeats,
        MeterSelfSeconds = work.Reading.SelfSeconds,
    };

    /// <summary>The same energy without what saving the run took; not known when that is not.</summary>
    internal RunEnergy WithoutSaving(double? joules, double seconds)
    {
        if (Repeats is not { } repeats || seconds == 0)
            return this;
        var idle = IdleJoules - IdleWatts * seconds / repeats;
        var total = Joules - joules / repeats;
        return this with
        {
            Joules = total,
            JoulesRandom = total is null ? null : JoulesRandom,
            JoulesSystematic = total is null ? null : JoulesSystematic,
            IdleJoules = total is null ? null : idle,
            DynamicJoules = total - idle,
            DynamicJoulesRandom = total is null ? null : DynamicJoulesRandom,
            DynamicJoulesSystematic = total is null ? null : DynamicJoulesSystematic,
            CrossCheckJoules = null,
            WindowSeconds = WindowSeconds - seconds,
        };
    }

    /// <summary>
    /// The energy of a run whose earlier pieces ran in other processes. Another machine or time of day has another idle power, so that the idle share of
    /// the sum is not known.
    /// </summary>
    /// <param name="earlier">Energy of the earlier pieces; null when they ran without a meter.</param>
    internal RunEnergy WithEarlier(PiecesEnergy? earlier)
    {
        if (MeterId is not { } meter)
            return this;
        var sum = Sum(earlier, new PiecesEnergy(meter, Joules, JoulesRandom ?? 0, JoulesSystematic ?? 0, WindowSeconds ?? 0, Flags));
        return this with
        {
            Joules = sum.Joules,
            JoulesRandom = sum.Joules is null ? null : sum.Random,
            JoulesSystematic = sum.Joules is null ? null : sum.Systematic,
            IdleJoules = null,
            DynamicJoules = null,
            DynamicJoulesRandom = null,
            DynamicJoulesSystematic = null,
            IdleWatts = null,
            IdleFlags = null,
            CrossCheckJoules = null,
            WindowSeconds = sum.WindowSeconds,
            Flags = sum.Flags,
        };
    }

    /// <summary>The energy of earlier pieces and one more: not known when one of them is not, or when they were read from different meters.</summary>
    internal static PiecesEnergy Sum(PiecesEnergy? earlier, PiecesEnergy last)
    {
        if (earlier is null || earlier.MeterId != last.MeterId)
            return last with { Joules = null };
        var flags = (earlier.Flags?.Split(',') ?? []).Union(last.Flags?.Split(',') ?? []).ToArray();
        return new PiecesEnergy(
            last.MeterId, earlier.Joules + last.Joules, Math.Sqrt(earlier.Random * earlier.Random + last.Random * last.Random),
            earlier.Systematic + last.Systematic, earlier.WindowSeconds + last.WindowSeconds, flags.Length == 0 ? null : string.Join(',', flags));
    }

    /// <summary>The names of flags, comma separated; null for none.</summary>
    internal static string? Names(MeterEvents flags) => flags == MeterEvents.None ? null : string.Join(',', MeterEventName.Of(flags));
}
