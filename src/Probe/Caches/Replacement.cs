namespace ButterE.Probe.Caches;

/// <summary>What a cache remembers in order to choose a victim.</summary>
internal abstract class Replacement
{
    /// <summary>A line of the set was hit.</summary>
    public abstract void Hit(int set, int way);

    /// <summary>A line was put into the set.</summary>
    public abstract void Fill(int set, int way);

    /// <summary>The way to empty; every way of the set holds a line.</summary>
    public abstract int Victim(int set);
}
