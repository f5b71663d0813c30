using System.Globalization;
using ButterE.Engine.Model;
using ButterE.Probe;

namespace ButterE.Engine.Trends;

/// <summary>The experiments of a table of runs, as section 5 of the paper compares them.</summary>
/// <param name="Experiments">Medians over the runs of each network and device.</param>
/// <param name="Target">What was measured.</param>
/// <param name="Overheads">
/// Cost of a run before it trains that was taken off, by device: what its table states of a run, the median of them here, or else what was given; nothing
/// where it is not known.
/// </param>
/// <param name="Simulated">Whether a run of the table was simulated.</param>
/// <param name="LeftOut">Runs that cost no more than the overhead, or are of a data set too small to compare.</param>
public sealed record CampaignRuns(
    IReadOnlyList<CampaignRun> Experiments, CostTarget Target, IReadOnlyDictionary<string, double> Overheads, bool Simulated, int LeftOut)
{
    /// <summary>Data sets of no more rows are not compared: an epoch of theirs is a batch or two.</summary>
    public const int FewestObservations = 500;

    /// <summary>Reads tables; a run whose <c>run_id</c> stands in more than one counts once.</summary>
    /// <param name="paths">Runs as <see cref="RunsFile"/> reads them.</param>
    /// <param name="target">Which measurement to take.</param>
    /// <param name="overheads">Overheads to take off, by device (cpu, gpu), where the table does not state its own.</param>
    /// <exception cref="InputException">A table cannot be read.</exception>
    /// <exception cref="InsufficientDataException">They have no run to compare.</exception>
    public static CampaignRuns Read(IReadOnlyList<string> paths, CostTarget target, IReadOnlyDictionary<string, double> overheads)
    {
        var rows = RunTable.Read(paths);
        var taken = new Dictionary<string, double>(overheads);
        var (leftOut, simulated) = (0, false);
        var experiments = new List<CampaignRun>();
        // A table that names no device has one.
        var devices = rows.Any(row => row.Has("hardware") || row.Has("is_gpu") || row.Has("device")) ? new[] { "cpu", "gpu" } : ["cpu"];
        foreach (var device in devices)
        {
            var runs = RunsFile.Select(rows, target, device).Runs;
            simulated |= runs.Any(run => run.IsSimulated);
            var given = overheads.GetValueOrDefault(device);
            var compared = runs.Where(run => run.Measured > OverheadOf(run) && run.Setup.Rows > FewestObservations).ToArray();
            leftOut += runs.Count - compared.Length;
            if (runs.Where(run => run.Overhead is not null).Select(run => run.Overhead!.Value).ToArray() is { Length: > 0 } stated)
                taken[device] = Quartiles.Of([.. stated.Order()]).Median;
            // Runs that differ in anything that changes the cost are no repetitions of each other.
            foreach (var group in compared.GroupBy(run => (
                run.Dataset, run.Shape, run.Size, run.Epochs, run.Setup.Network.Parameters, run.Setup.Network.Depth, run.Setup.Batch,
                run.Setup.Schedule, run.Setup.Simd, run.Setup.Threads, run.Setup.Split)))
            {
                var costs = group.Select(run => run.Measured!.Value - OverheadOf(run)).Order().ToArray();
                experiments.Add(new CampaignRun(device == "gpu", group.First() with { Measured = Quartiles.Of(costs).Median }, costs.Length));
            }

            double OverheadOf(MeasuredRun run) => run.Overhead ?? given;
        }

        if (experiments.Count == 0)
        {
            throw new InsufficientDataException($"{string.Join(", ", paths)}: no run has a measured "
                + (target == CostTarget.Energy ? "energy above the overhead; --target time compares seconds" : "time above the overhead"));
        }

        return new CampaignRuns(experiments, target, taken, simulated, leftOut);
    }

    /// <summary>Overhead of a run as the option writes it: <c>cpu=14028.67</c>.</summary>
    /// <exception cref="InputException">It is not of that form.</exception>
    public static KeyValuePair<string, double> ParseOverhead(string text)
    {
        var parts = text.Split('=');
        return parts is ["cpu" or "gpu", var number] && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value >= 0 && double.IsFinite(value)
                ? new(parts[0], value)
                : throw new InputException($"--overhead {text}: must be cpu=N or gpu=N, in J (or s)");
    }

    /// <summary>Experiments of one device.</summary>
    internal IEnumerable<CampaignRun> Of(string device) => Experiments.Where(run => run.IsGpu == (device == "gpu"));
}
