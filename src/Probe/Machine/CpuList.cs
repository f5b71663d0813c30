using System.Globalization;

namespace ButterE.Probe.Machine;

/// <summary>The kernel's notation for sets of processors, such as <c>0-3,8</c>.</summary>
internal static class CpuList
{
    /// <summary>How many processors the list names; null when it is absent or not a list.</summary>
    public static int? CountOrNull(string? list)
    {
        if (string.IsNullOrWhiteSpace(list))
            return null;
        var count = 0;
        foreach (var range in list.Split(','))
        {
            var ends = range.Split('-');
            if (!int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                || ends.Length > 2 || last < first)
            {
                return null;
            }

            count += last - first + 1;
        }

        return count;
    }
}
