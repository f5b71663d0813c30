using ButterE.Kernels;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using ButterE.Probe.Interference;
using ButterE.Probe.Machine;
using ButterE.Probe.Measurement;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Tests.Machine;

/// <summary>Whoever fails, nobody is left waiting, and the error is the one that was thrown first.</summary>
public sealed class PinnedThreadTests
{
    private const long MoreThanThereIs = 1L << 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly int?[] TwoThreads = [null, null];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_thread_that_fails_before_the_meeting_ends_the_wait_of_the_others(int failing)
    {
        var refusal = await Assert.ThrowsAsync<InputException>(() => Ended(() => PinnedThread.RunAll(TwoThreads, (index, rendezvous) =>
        {
            if (index == failing)
                throw new InputException($"thread {index}");
            rendezvous.Wait();
            return index;
        })));
        Assert.Equal($"thread {failing}", refusal.Message);
    }

    [Fact]
    public async Task A_thread_that_spins_for_another_learns_that_it_failed() =>
        await Assert.ThrowsAsync<InputException>(() => Ended(() => PinnedThread.RunAll<int>(TwoThreads, (index, rendezvous) =>
        {
            while (index == 0)
                rendezvous.ThrowIfFailed();
            throw new InputException("no number comes");
        })));

    [Fact]
    public void Threads_meet_as_often_as_they_like()
    {
        var arrived = 0;
        var seen = PinnedThread.RunAll(TwoThreads, (_, rendezvous) => Enumerable.Range(0, 50).Select(_ =>
        {
            Interlocked.Increment(ref arrived);
            rendezvous.Wait();
            var all = Volatile.Read(ref arrived);
            rendezvous.Wait();
            return all;
        }).ToArray());
        Assert.All(seen, counts => Assert.Equal(Enumerable.Range(1, 50).Select(round => 2 * round), counts));
    }

    [Fact]
    public async Task Bandwidth_of_several_cores_ends_when_one_of_them_fails()
    {
        var created = 0;
        ITraversal FirstOnly() => Interlocked.Increment(ref created) == 1
            ? Streams.Create(SimdPath.Scalar).First(stream => stream.Name == "read")
            : throw new InputException("no second traversal");
        var refusal = await Assert.ThrowsAsync<InputException>(
            () => Ended(() => ConcurrentBandwidth.Measure(FirstOnly, TwoThreads, 1 << 20, HugePages.Off, 1)));
        Assert.Equal("no second traversal", refusal.Message);
    }

    [Fact]
    public async Task Memory_that_cannot_be_had_ends_the_chase_under_load() => await Assert.ThrowsAsync<UnavailableException>(
        () => Ended(() => new LoadedChase(SimdPath.Scalar, TwoThreads, MoreThanThereIs, HugePages.Off).Measure(1, default)));

    /// <summary>The result, or what was thrown; a <see cref="TimeoutException"/>, which no test expects, when nothing ever ends.</summary>
    private static async Task<T> Ended<T>(Func<T> measurement) => await Task.Run(measurement).WaitAsync(Patience);
}
