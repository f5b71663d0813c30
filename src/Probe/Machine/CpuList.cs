using System.Globalization;

namespace ButterE.Probe.Machine;

/// <summary>The notation for sets of processors that the kernel and taskset share, such as <c>0-3,8</c> or <c>0-30:2</c>.</summary>
public static class CpuList
{
    /// <summary>Larger than any processor number that a kernel of today can be built for.</summary>
    private const int End = 8192;

    /// <summary>The processors that a list names, in its order; null when it is absent or not a list.</summary>
    /// <param name="list">Numbers and ranges, comma-separated; a range may have a stride.</param>
    public static IReadOnlyList<int>? ParseOrNull(string? list)
    {
        if (string.IsNullOrWhiteSpace(list))
            return null;
        var cpus = new List<int>();
        foreach (var range in list.Split(','))
        {
            var parts = range.Split(':');
            var ends = parts[0].Split('-');
            var stride = 1;
            if (parts.Length > 2 || ends.Length > 2 || (parts.Length == 2 && (ends.Length < 2 || !TryNumber(parts[1], out stride) || stride < 1))
                || !TryNumber(ends[0], out var first) || !TryNumber(ends[^1], out var last) || last < first)
            {
                return null;
            }

            for (var cpu = first; cpu <= last; cpu += stride)
                cpus.Add(cpu);
        }

        return cpus;
    }

    /// <summary>How many processors the list names; null when it is absent or not a list.</summary>
    internal static int? CountOrNull(string? list) => ParseOrNull(list)?.Count;

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < End;
}
