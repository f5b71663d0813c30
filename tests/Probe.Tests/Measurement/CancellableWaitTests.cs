using System.Diagnostics;
using ButterE.Probe.Measurement;

namespace ButterE.Probe.Tests.Measurement;

/// <summary>Waits of an idle baseline.</summary>
public sealed class CancellableWaitTests
{
    [Fact]
    public void A_wait_ends_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        var start = Stopwatch.GetTimestamp();
        Assert.Throws<OperationCanceledException>(() => CancellableWait.Of(source.Token)(60));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 30);
    }

    [Fact]
    public void A_wait_that_nobody_cancels_lasts_its_time()
    {
        var start = Stopwatch.GetTimestamp();
        CancellableWait.Of(default)(0.05);
        // The timer of the wait and the clock round differently.
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0.045, 30);
    }
}
