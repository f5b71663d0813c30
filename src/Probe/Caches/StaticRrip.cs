namespace ButterE.Probe.Caches;

/// <summary>
/// Two bits per line predict how far its next use is: 0 after a hit, 2 when put in; a line at 3 goes, and if there is none all age.
/// </summary>
internal sealed class StaticRrip(int sets, int ways) : Replacement
{
    private const byte Distant = 3, Long = 2;
    private readonly byte[] intervals = new byte[sets * ways];

    public override void Hit(int set, int way) => intervals[set * ways + way] = 0;

    public override void Fill(int set, int way) => intervals[set * ways + way] = Long;

    public override int Victim(int set)
    {
        var ofSet = intervals.AsSpan(set * ways, ways);
        while (true)
        {
            if (ofSet.IndexOf(Distant) is var way and >= 0)
                return way;
            foreach (ref var interval in ofSet)
                interval++;
        }
    }
}
