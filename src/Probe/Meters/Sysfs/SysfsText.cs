using System.Globalization;

namespace ButterE.Probe.Meters.Sysfs;

/// <summary>Reads the one-value files of sysfs, any of which may vanish or refuse at any moment.</summary>
internal static class SysfsText
{
    /// <summary>The text of a file without white space around it; null when it cannot be read.</summary>
    public static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The digits of a file as a number; null when it cannot be read or holds anything else.</summary>
    public static double? ReadNumber(string path) =>
        double.TryParse(Read(path), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
