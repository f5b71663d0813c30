namespace ButterE.Kernels.Threading;

/// <summary>Waits for something that another worker is about to do: spins for a while, then yields the core, since with fewer cores than workers spinning would keep the awaited
/// one off it.</summary>
internal struct SpinThenYield
{
    private const int SpinsBeforeYielding = 200;

    private SpinWait spin;

    /// <summary>Waits a little.</summary>
    public void Once()
    {
        if (spin.Count < SpinsBeforeYielding)
            spin.SpinOnce(sleep1Threshold: -1);
        else
            Thread.Yield();
    }
}
