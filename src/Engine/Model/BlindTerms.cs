namespace ButterE.Engine.Model;

/// <summary>Leaves out terms that runs cannot tell from others.</summary>
internal static class BlindTerms
{
    // kp, ko, m…, a…, then what lies beyond the paper, kd, ke by the letter that tells them apart.
    private const string Order = "pomaurvsxyde";

    /// <summary>
    /// Terms that the runs can tell apart. Offered first are those that say most about a network: passes, operations, bytes;
    /// last the costs per layer and per run, which the others can best stand in for.
    /// </summary>
    /// <param name="rows">Counts of every run.</param>
    /// <param name="measured">What the runs cost.</param>
    /// <param name="terms">Columns to choose from.</param>
    /// <param name="names">Names of all columns.</param>
    public static int[] LeaveOut(double[][] rows, double[] measured, int[] terms, string[] names)
    {
        var columns = Identifiability.UnitColumns([.. rows.Select(row => terms.Select(j => row[j]).ToArray())], measured);
        static char Kind(string name) => name[0] == 'k' ? name[1] : name[0];
        var order = Enumerable.Range(0, terms.Length).OrderBy(i => Order.IndexOf(Kind(names[terms[i]]), StringComparison.Ordinal));
        return [.. Identifiability.Independent(columns, order).Order().Select(i => terms[i])];
    }
}
