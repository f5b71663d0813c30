namespace ButterE.Probe.Caches;

/// <summary>A time stamp per line.</summary>
internal sealed class LeastRecentlyUsed(int sets, int ways) : Replacement
{
    private readonly int[] stamps = new int[sets * ways];
    private int now;

    public override void Hit(int set, int way) => stamps[set * ways + way] = ++now;

    public override void Fill(int set, int way) => stamps[set * ways + way] = ++now;

    public override int Victim(int set)
    {
        var oldest = 0;
        var used = stamps.AsSpan(set * ways, ways);
        for (var way = 1; way < used.Length; way++)
        {
            if (used[way] < used[oldest])
                oldest = way;
        }

        return oldest;
    }
}
