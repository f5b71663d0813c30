using System.Diagnostics;

namespace ButterE.Engine.Training;

/// <summary>
/// Whether a team stores its parameters past the caches, tried again and again while it trains: a host moves the processors of a guest, from one moment to the next, to where they
/// share a cache or do not, and the wrong way takes up to a tenth longer (docs/decisions/0004). No choice changes a bit of the result.
/// </summary>
internal sealed class StoreChoice
{
    /// <summary>Steps of a trial: turns of both ways.</summary>
    internal const int TrialSteps = Turns * StepsOfTurn;

    /// <summary>Steps before the next trial, so that 2 percent of all go the worse way.</summary>
    internal const int LeastHeldSteps = 20 * TrialSteps;

    /// <summary>Seconds before the next trial; a host was seen to move processors within minutes.</summary>
    internal const double LeastHeldSeconds = 1;

    // The first step of a turn reads what the other way has stored, and does not count.
    private const int Turns = 6, StepsOfTurn = 4, CountedSteps = Turns / 2 * (StepsOfTurn - 1);

    // What both ways take where it makes no difference differs by less.
    private const double Margin = 0.98;

    private readonly long[] own = new long[CountedSteps], other = new long[CountedSteps];

    // Into the caches until a trial finds otherwise.
    private bool chosen;

    // Steps since the last trial began, and the time of those after it.
    private int step;
    private long heldTicks;

    /// <summary>How the next step stores.</summary>
    public bool PastCaches => chosen ^ (step < TrialSteps && IsOther(step));

    /// <summary>Notes what the step took that stored so.</summary>
    /// <param name="ticks">Its time, in ticks of <see cref="Stopwatch"/>.</param>
    public void Took(long ticks)
    {
        if (step < TrialSteps)
            Try(ticks);
        else
            heldTicks += ticks;
        if (++step >= TrialSteps + LeastHeldSteps && heldTicks >= LeastHeldSeconds * Stopwatch.Frequency)
            (step, heldTicks) = (0, 0);
    }

    // Turns of both ways alternate, that of the chosen one first.
    private static bool IsOther(int step) => step / StepsOfTurn % 2 == 1;

    private void Try(long ticks)
    {
        var (turn, stepOfTurn) = Math.DivRem(step, StepsOfTurn);
        if (stepOfTurn > 0)
            (IsOther(step) ? other : own)[turn / 2 * (StepsOfTurn - 1) + stepOfTurn - 1] = ticks;
        if (step < TrialSteps - 1)
            return;
        Array.Sort(own);
        Array.Sort(other);
        if (other[CountedSteps / 2] < Margin * own[CountedSteps / 2])
            chosen = !chosen;
    }
}
