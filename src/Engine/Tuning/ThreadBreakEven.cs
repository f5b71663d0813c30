namespace ButterE.Engine.Tuning;

/// <summary>From how many parameters a layer on a network deserves more than one thread.</summary>
/// <param name="Threads">Threads that were compared with one.</param>
/// <param name="SmallestSharedLayer">Parameters a layer, on average, from which all threads work on a network; null when it could not be told.</param>
/// <param name="Reason">Why it could not be told; null when it could.</param>
/// <param name="Networks">What was measured, by ascending size.</param>
public sealed record ThreadBreakEven(int Threads, long? SmallestSharedLayer, string? Reason, IReadOnlyList<SharedStepTime> Networks)
{
    /// <summary>
    /// Another size than the usual one must be better by this factor, over all measured networks together: between two sizes the gain crosses 1
    /// slowly, and there noise would decide.
    /// </summary>
    private const double Margin = 1.25;

    /// <summary>A team that is slower than one thread by more than this did not have its cores: meetings alone never cost as much.</summary>
    private const double LeastGain = 0.25;

    /// <summary>
    /// A team works or spins all the time, so less than this of its cores' time means that other work held one of them: 0.5 beside one busy process on two cores. Left
    /// alone it shows 0.77 to 1, since the kernel counts the time of a thread on another core at ticks, which lie further apart than the visits.
    /// </summary>
    private const double LeastCoreShare = 0.65;

    /// <summary>The break-even of a machine that grants one core.</summary>
    internal static ThreadBreakEven OfOneCore { get; } = new(1, null, "one core is granted: there is nothing to share with", []);

    /// <summary>
    /// The size from which on all threads work such that the steps of all measured networks together take least time, each in relation to its own:
    /// one disturbed measurement moves it by less than a search for the first gain would.
    /// </summary>
    /// <param name="threads">Threads that were compared with one.</param>
    /// <param name="times">By ascending size.</param>
    /// <param name="usual">What holds where nothing was measured; it is kept unless another size is clearly better.</param>
    /// <param name="coreShare">Share of its cores' time that the team had, 0 to 1.</param>
    internal static ThreadBreakEven Of(int threads, IReadOnlyList<SharedStepTime> times, long usual, double coreShare)
    {
        var gains = times.Select(time => time.OneThreadSeconds / time.AllThreadsSeconds).ToArray();
        if (coreShare < LeastCoreShare || gains.Min() < LeastGain)
        {
            return new ThreadBreakEven(
                threads, null, "other work kept the threads from running together; buttere cache clear has it measured again", times);
        }

        // Logarithm of what is gained when the networks from this one on are shared; beyond the last: none.
        var gained = Enumerable.Range(0, times.Count + 1).Select(first => gains.Skip(first).Sum(Math.Log)).ToArray();
        var best = Array.IndexOf(gained, gained.Max());
        var kept = times.TakeWhile(time => PerLayer(time) < usual).Count();
        if (gained[best] - gained[kept] < Math.Log(Margin))
            return new ThreadBreakEven(threads, usual, null, times);
        // Where nothing was gained, the next power of two beyond what was measured.
        var smallest = best == times.Count ? 2L << (int)Math.Log2(PerLayer(times[^1])) : 1L << (int)Math.Log2(PerLayer(times[best]));
        return new ThreadBreakEven(threads, smallest, null, times);

        static long PerLayer(SharedStepTime time) => time.Parameters / time.Layers;
    }
}

/// <summary>Time of a training step with one thread and with all.</summary>
/// <param name="Parameters">Parameters of the network.</param>
/// <param name="Layers">Its layers.</param>
/// <param name="OneThreadSeconds">With one thread, s.</param>
/// <param name="AllThreadsSeconds">With all threads, s.</param>
public sealed record SharedStepTime(long Parameters, int Layers, double OneThreadSeconds, double AllThreadsSeconds);
