using System.Diagnostics;

namespace ButterE.Engine.Training;

/// <summary>
/// Whether a team stores its parameters past the caches, tried again and again while it trains: a host moves the processors of a guest, from one moment to the next, to where they
/// share a cache or do not, and the wrong way takes up to a tenth longer (docs/decisions/0004). No choice changes a bit of the result.
/// </summary>
/// <param name="first">The way to begin with, which has to be beaten.</param>
internal sealed class StoreChoice(bool first)
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
    private bool chosen = first;
    private int trialStep, ownCount, otherCount, heldSteps;
    private long heldTicks;

    /// <summary>How the next step stores.</summary>
    public bool PastCaches { get; private set; } = first;

    /// <summary>Notes what the step took that stored so.</summary>
    /// <param name="ticks">Its time, in ticks of <see cref="Stopwatch"/>.</param>
    public void Took(long ticks)
    {
        if (trialStep == TrialSteps)
            Hold(ticks);
        else
            Try(ticks);
    }

    private void Hold(long ticks)
    {
        heldTicks += ticks;
        if (++heldSteps >= LeastHeldSteps && heldTicks >= LeastHeldSeconds * Stopwatch.Frequency)
            (trialStep, ownCount, otherCount, heldSteps, heldTicks) = (0, 0, 0, 0, 0);
    }

    private void Try(long ticks)
    {
        if (trialStep % StepsOfTurn != 0)
        {
            if (PastCaches == chosen)
                own[ownCount++] = ticks;
            else
                other[otherCount++] = ticks;
        }

        if (++trialStep < TrialSteps)
        {
            PastCaches = chosen ^ (trialStep / StepsOfTurn % 2 == 1);
            return;
        }

        Array.Sort(own);
        Array.Sort(other);
        if (other[CountedSteps / 2] < Margin * own[CountedSteps / 2])
            chosen = !chosen;
        PastCaches = chosen;
    }
}
