using ButterE.Engine.Data;
using ButterE.Engine.Sweeps.Planning;
using ButterE.Engine.Sweeps.Plans;

namespace ButterE.Engine.Sweeps.Working;

/// <summary>The data sets that a worker used last: runs of one after another are mostly for another data set.</summary>
/// <param name="plan">The plan's header.</param>
internal sealed class DataCache(PlanHeader plan)
{
    private const long MostBytes = 512L << 20;

    // Used last at the end.
    private readonly List<(string Name, int Seed, Dataset Data)> kept = [];

    /// <summary>The data of a run.</summary>
    /// <exception cref="Probe.InputException">The data cannot be used.</exception>
    public Dataset Get(SweepRun run)
    {
        var seed = (int)run.Configuration.Seed;
        var index = kept.FindIndex(entry => entry.Name == run.Data && entry.Seed == seed);
        var data = index >= 0 ? kept[index].Data : DataPlanning.Load(plan.Data.First(data => data.Name == run.Data), seed);
        if (index >= 0)
            kept.RemoveAt(index);
        kept.Add((run.Data, seed, data));
        while (kept.Count > 1 && kept.Sum(entry => BytesOf(entry.Data)) > MostBytes)
            kept.RemoveAt(0);
        return data;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => kept.Clear();

    private static long BytesOf(Dataset data) => sizeof(float) * (data.Features.LongLength + data.Targets.LongLength);
}
