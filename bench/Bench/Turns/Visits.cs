using System.Diagnostics;

namespace ButterE.Bench.Turns;

/// <summary>The visits of trainers that take turns: some milliseconds each, in which neighbours seldom come or go.</summary>
internal static class Visits
{
    private const double Seconds = 4e-3, WarmUpSeconds = 0.2;
    private const int LeastSteps = 2;

    /// <summary>Warms all trainers up and counts the steps of a visit of the slowest.</summary>
    /// <param name="trainers">Each makes its step so many times and returns the time of one, s.</param>
    /// <returns>Steps, at least 2.</returns>
    public static int StepsOfVisit(params IReadOnlyCollection<Func<int, double>> trainers)
    {
        var steps = LeastSteps;
        for (var warm = Stopwatch.StartNew(); warm.Elapsed.TotalSeconds < WarmUpSeconds * trainers.Count;)
            steps = Math.Max(LeastSteps, (int)(Seconds / trainers.Max(trainer => trainer(LeastSteps))));
        return steps;
    }
}
