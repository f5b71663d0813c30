using System.Globalization;
using ButterE.Probe;

namespace ButterE.Engine.WhatIf;

/// <summary>One parameter of a profile over a range, the others as they are.</summary>
/// <param name="Key">The parameter as <c>--set</c> names it.</param>
/// <param name="Assignments">One assignment for <c>--set</c> for each value.</param>
/// <param name="Values">The values, ascending in equal ratios.</param>
public sealed record ParameterSweep(string Key, IReadOnlyList<string> Assignments, IReadOnlyList<double> Values)
{
    private const int DefaultSteps = 13, MostSteps = 1000;
    private const string Form = "expected KEY=FROM:TO or KEY=FROM:TO:STEPS, such as L2.capacityBytes=262144:16777216";

    /// <summary>Reads a range.</summary>
    /// <param name="text">KEY=FROM:TO[:STEPS], plain numbers above 0.</param>
    /// <exception cref="InputException">The text is malformed.</exception>
    public static ParameterSweep Parse(string text)
    {
        if (text.Split('=') is not [{ Length: > 0 } key, var range] || range.Split(':') is not [var from, var to, .. var more] || more.Length > 1
            || !Positive(from, out var first) || !Positive(to, out var last) || last <= first)
        {
            throw new InputException($"--sweep {text}: {Form}");
        }

        var steps = DefaultSteps;
        if (more is [var count] && (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out steps) || steps is < 2 or > MostSteps))
            throw new InputException($"--sweep {text}: steps must be a whole number from 2 to {MostSteps}");
        // Counts of cores and instances are whole; so is the rest at the resolution that matters.
        double[] values = [.. Enumerable.Range(0, steps).Select(step => first * Math.Pow(last / first, step / (steps - 1.0)))
            .Select(value => first >= 1 && first == Math.Floor(first) ? Math.Round(value) : value).Distinct()];
        return new ParameterSweep(key, [.. values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{key}={value:R}"))], values);
    }

    private static bool Positive(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value > 0 && double.IsFinite(value);
}
