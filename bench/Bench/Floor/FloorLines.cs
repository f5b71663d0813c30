using System.CommandLine;

namespace ButterE.Bench.Floor;

/// <summary><c>floor --threads N --networks LIST</c>: one JSON line a network, a step beside the multiply-add ceiling of as many processors.</summary>
internal static class FloorLines
{
    /// <summary>Makes the verb.</summary>
    public static Command Create() => NetworkLines.Create(
        "floor", "A step beside the multiply-add ceiling of its processors, in turns", leastThreads: 1, (cpus, settings) => listed =>
        {
            var step = StepBesideCeiling.Measure(listed, settings, cpus, NetworkLines.SecondsPerNetwork);
            return new
            {
                id = listed.Id,
                threads = cpus.Length,
                stepUs = Math.Round(step.StepSeconds * 1e6, 3),
                ceilingGflops = Math.Round(step.CeilingFlopsPerSecond / 1e9, 2),
                ceilingFlopsOfStep = Math.Round(step.CeilingFlopsOfStep),
                rounds = step.Rounds,
            };
        });
}
