using System.Diagnostics;
using ButterE.Probe.Devices;
using ButterE.Probe.Memory;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Tests.Devices;

public sealed class DeviceTimerTests
{
    [Fact]
    public void A_batch_is_made_longer_until_the_launch_is_a_small_part_of_it()
    {
        var traversal = new Counted();
        var random = new SplitMix64(1);
        var timer = new DeviceTimer(roundTripSeconds: 0);
        // A step takes no time that a clock could tell from none, so only the number of steps can end the search.
        _ = timer.NanosecondsPerStep(traversal, new WorkingSet(0, 1 << 20), ref random);
        Assert.Equal(1, timer.Visits);
        Assert.True(traversal.Longest >= traversal.StepsPerPass(1 << 20));
        Assert.True(traversal.Longest > 1 << 20, $"{traversal.Longest} steps");
    }

    [Fact]
    public void What_looks_shorter_than_the_round_trip_is_measured_again_with_more_steps()
    {
        var traversal = new Counted { SecondsPerStep = 1e-6 };
        var random = new SplitMix64(1);
        // A round trip that was measured in bad times: one step is over before it.
        var nanoseconds = new DeviceTimer(roundTripSeconds: 100e-6).NanosecondsPerStep(traversal, new WorkingSet(0, 1 << 10), ref random);
        Assert.True(nanoseconds > 500, $"{nanoseconds} ns");
    }

    // Spins for a known time: sleeping would be too coarse.
    private sealed class Counted : ITraversal
    {
        public double SecondsPerStep { get; init; }

        public long Longest { get; private set; }

        public string Name => "counted";

        public int StreamCount => 1;

        public long BytesPerPass(long workingSetBytes) => workingSetBytes;

        public long FlopsPerPass(long workingSetBytes) => 0;

        public long StepsPerPass(long workingSetBytes) => workingSetBytes;

        public void Prepare(WorkingSet set, ref SplitMix64 random)
        {
        }

        public void Run(WorkingSet set, long steps)
        {
            Longest = Math.Max(Longest, steps);
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < steps * SecondsPerStep)
                continue;
        }
    }
}
