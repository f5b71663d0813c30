using System.CommandLine;

namespace ButterE.Bench.Scaling;

/// <summary><c>scaling --threads N --networks LIST</c>: one JSON line a network, how many times as fast a step is with N threads as with one.</summary>
internal static class ScalingLines
{
    /// <summary>Makes the verb.</summary>
    public static Command Create() => NetworkLines.Create(
        "scaling", "How many times as fast a step is with N threads as with one", leastThreads: 2, (cpus, settings) =>
        {
            var multipliers = new SharedMultipliers(cpus);
            return listed =>
            {
                var scaling = StepScaling.Measure(listed, settings, cpus, multipliers, NetworkLines.SecondsPerNetwork);
                return new
                {
                    id = listed.Id,
                    threads = cpus.Length,
                    oneUs = Math.Round(scaling.OneSeconds * 1e6, 3),
                    allUs = Math.Round(scaling.AllSeconds * 1e6, 3),
                    gain = Math.Round(scaling.Gain, 4),
                    rounds = scaling.Rounds,
                    gainApart = scaling.GainApart is { } gain ? Math.Round(gain, 4) : (double?)null,
                    roundsApart = scaling.RoundsApart,
                };
            };
        });
}
