using System.Globalization;

namespace ButterE.Engine.Runs;

/// <summary>
/// The version of the columns of a run file, which stands in the file's metadata. It rises when a column changes its name or meaning; a column that
/// is added and may be null needs no new version.
/// </summary>
/// <remarks>
/// Version 1 had one column <c>joules_uncertainty</c> for what are <c>joules_random</c> and <c>joules_systematic</c> now, and spelled flags as
/// <c>Gap, Wrapped</c>. Files of version 1, and those of version 2 that were written before versions were, carry none: the column tells them apart.
/// </remarks>
public static class RunSchema
{
    /// <summary>The key in a file's metadata.</summary>
    public const string Key = "buttere.schema";

    /// <summary>The version that this engine writes.</summary>
    public const int Current = 2;

    private const string Prefix = "buttere.run/";

    /// <summary>How the metadata of a file names the current version.</summary>
    public static string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Current}");

    /// <summary>What a run file of this engine carries.</summary>
    internal static IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string> { [Key] = Name };

    /// <summary>The number of a version, from its name; null when it names none.</summary>
    public static int? Parse(string? name) =>
        name?.StartsWith(Prefix, StringComparison.Ordinal) == true
        && int.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
}
