namespace ButterE.Probe.Meters.Slurm;

/// <summary>Names of nodes as Slurm abbreviates them: <c>n[01-04,7]</c> are five.</summary>
internal static class SlurmNodes
{
    /// <summary>How many nodes the names are; at least one.</summary>
    /// <param name="nodes">The names.</param>
    public static int Count(string nodes)
    {
        var (count, inside, number) = (1, false, "");
        var first = "";
        foreach (var c in nodes + ",")
        {
            if (c == '[')
                (inside, number, first) = (true, "", "");
            else if (c is ',' or ']' && inside)
            {
                if (first.Length > 0 && int.TryParse(first, out var from) && int.TryParse(number, out var to) && to >= from)
                    count += to - from;
                (number, first) = ("", "");
                if (c == ']')
                    inside = false;
                else
                    count++;
            }
            else if (c == '-' && inside)
                (first, number) = (number, "");
            else if (c == ',')
                count++;
            else
                number += c;
        }

        // The comma appended at the end counted one too many.
        return Math.Max(count - 1, 1);
    }
}
