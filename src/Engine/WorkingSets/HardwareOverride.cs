using System.Globalization;
using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Engine.WorkingSets;

/// <summary>Changes one value of a hardware profile: what <c>--set L2.capacityBytes=4194304</c> asks for.</summary>
public static class HardwareOverride
{
    private const string Form = "expected KEY=NUMBER, such as L1.capacityBytes=65536, L2.capacityBytes=2MiB, L2.capacityBytes=x2 or units=8";

    private static readonly Dictionary<string, double> Suffixes = new() { ["KiB"] = 1 << 10, ["MiB"] = 1 << 20, ["GiB"] = 1 << 30 };

    /// <summary>
    /// The profile with the assignments applied in order. A changed level is of source <c>assumed</c>. A value may end with KiB, MiB or GiB, or begin
    /// with <c>x</c> to multiply what the profile holds.
    /// </summary>
    /// <param name="profile">The profile to start from.</param>
    /// <param name="assignments">
    /// Assignments LEVEL.KEY=NUMBER with a key of <see cref="LevelChange"/>, or KEY=NUMBER with a key of <see cref="MachineChange"/>.
    /// </param>
    /// <exception cref="InputException">An assignment is malformed, names a level or key that the profile does not have, or multiplies what is not
    /// known.</exception>
    public static HardwareProfile Apply(HardwareProfile profile, IEnumerable<string> assignments) => assignments.Aggregate(profile, Apply);

    private static HardwareProfile Apply(HardwareProfile profile, string assignment)
    {
        if (assignment.Split('=') is not [var target, var text])
            throw new InputException($"--set {assignment}: {Form}");
        if (MachineChange.Keys.Contains(target))
            return MachineChange.Apply(profile, target, held => Value(assignment, text, held), assignment);
        if (target.Split('.') is not [var levelName, var key])
            throw new InputException($"--set {assignment}: {Form}");
        if (profile.Levels.FirstOrDefault(level => level.Name == levelName) is not { } level)
        {
            throw new InputException($"--set {assignment}: the profile has no level {levelName}; "
                + $"it has {string.Join(", ", profile.Levels.Select(l => l.Name))}");
        }

        return LevelChange.Apply(profile, level, key, held => Value(assignment, text, held), assignment);
    }

    private static double Value(string assignment, string text, double? held)
    {
        var isFactor = text.StartsWith('x');
        if (PositiveNumber(isFactor ? text[1..] : text) is not var (value, unit))
            throw new InputException($"--set {assignment}: '{text}' is not a positive number");
        return value * (isFactor ? held ?? throw new InputException($"--set {assignment}: the profile does not hold a value to multiply") : unit);
    }

    /// <summary>Reads a number above 0 that may end with KiB, MiB or GiB.</summary>
    /// <returns>The number and the unit that follows it, 1 for none; null for any other text.</returns>
    internal static (double Value, double Unit)? PositiveNumber(string text)
    {
        var suffix = Suffixes.FirstOrDefault(suffix => text.EndsWith(suffix.Key, StringComparison.Ordinal));
        var number = text[..^(suffix.Key?.Length ?? 0)];
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && value > 0
            ? (value, suffix.Key is null ? 1 : suffix.Value)
            : null;
    }
}
