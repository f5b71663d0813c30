using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ButterE.Kernels.Simd;
using ButterE.Kernels.Threading;
using CsCheck;

namespace ButterE.Kernels.Tests.Threading;

public sealed class WorkerTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_run_reaches_every_worker_once(int size)
    {
        var calls = new int[size];
        using var team = new WorkerTeam(size, worker => Interlocked.Increment(ref calls[worker]));
        for (var run = 0; run < 500; run++)
            team.Run();
        Assert.All(calls, count => Assert.Equal(500, count));
    }

    [Fact]
    public void Nobody_passes_a_meeting_before_all_have_come()
    {
        const int size = 3;
        int before = 0, early = 0;
        WorkerTeam? team = null;
        using (team = new WorkerTeam(size, _ =>
        {
            for (var round = 1; round <= 50; round++)
            {
                Interlocked.Increment(ref before);
                team!.Meet();
                if (Volatile.Read(ref before) < round * size)
                    Interlocked.Increment(ref early);
                team.Meet();
            }
        }))
        {
            team.Run();
        }

        Assert.Equal(0, early);
        Assert.Equal(150, before);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_worker_flushes_subnormal_numbers_where_the_system_can_and_the_caller_computes_with_them_again_afterwards(int size)
    {
        var results = new (float Computed, float Read)[size];
        using (var team = new WorkerTeam(size, worker => results[worker] = (Product(SmallestNormal, 0.5f), Product(float.Epsilon, 1e38f))))
            team.Run();
        var expected = SubnormalsFlushed.IsSupported ? (0, 0) : (SmallestNormal / 2, float.Epsilon * 1e38f);
        Assert.All(results, result => Assert.Equal(expected, result));
        Assert.Equal(SmallestNormal / 2, Product(SmallestNormal, 0.5f));
    }

    [Fact]
    public void Subnormal_numbers_can_be_flushed_on_x64_Linux() =>
        Assert.Equal(
            RuntimeInformation.RuntimeIdentifier.StartsWith("linux", StringComparison.Ordinal) && RuntimeInformation.ProcessArchitecture == Architecture.X64
                && !RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal),
            SubnormalsFlushed.IsSupported);

    [Fact]
    public void A_body_that_throws_leaves_the_caller_computing_with_subnormal_numbers()
    {
        using var team = new WorkerTeam(1, _ => throw new InvalidOperationException());
        Assert.Throws<InvalidOperationException>(team.Run);
        Assert.Equal(SmallestNormal / 2, Product(SmallestNormal, 0.5f));
    }

    [Fact]
    public void A_parked_team_wakes_up()
    {
        var calls = 0;
        using var team = new WorkerTeam(2, _ => Interlocked.Increment(ref calls));
        for (var run = 0; run < 5; run++)
        {
            Thread.Sleep(20);
            team.Run();
        }

        Assert.Equal(10, calls);
    }

    [Fact]
    public void A_failure_on_a_worker_reaches_the_caller()
    {
        using var team = new WorkerTeam(2, worker => throw new InvalidOperationException($"worker {worker}"));
        Assert.IsType<InvalidOperationException>(Assert.Throws<AggregateException>(team.Run).InnerException);
    }

    [Fact]
    public void Every_worker_but_the_caller_starts_once_on_its_own_thread()
    {
        var threads = new int[4];
        using var team = new WorkerTeam(4, worker => Assert.True(worker == 0 || threads[worker] == Environment.CurrentManagedThreadId),
            worker => threads[worker] += Environment.CurrentManagedThreadId);
        team.Run();
        team.Run();
        Assert.Equal(0, threads[0]);
        Assert.Equal(3, threads.Skip(1).Distinct().Count());
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, threads);
    }

    [Fact]
    public void A_failure_at_the_start_of_a_worker_reaches_the_first_run()
    {
        using var team = new WorkerTeam(2, _ => { }, worker => throw new InvalidOperationException($"worker {worker}"));
        // Whether the start failed before this run or during it, one of two runs has seen it.
        var thrown = Record.Exception(team.Run) ?? Record.Exception(team.Run);
        Assert.Equal("worker 1", Assert.IsType<AggregateException>(thrown).InnerException!.Message);
    }

    [Fact]
    public void A_team_meets_again_after_a_worker_failed_on_the_way_to_a_meeting()
    {
        var fails = true;
        var met = 0;
        WorkerTeam? team = null;
        using (team = new WorkerTeam(3, worker =>
        {
            if (fails && worker == 1)
                throw new InvalidOperationException();
            team!.Meet();
            Interlocked.Increment(ref met);
        }))
        {
            Assert.Throws<AggregateException>(team.Run);
            (fails, met) = (false, 0);
            for (var run = 0; run < 20; run++)
                team.Run();
        }

        Assert.Equal(60, met);
    }

    [Fact]
    public unsafe void Counters_side_by_side_are_two_cache_lines_apart_and_from_their_neighbours_too()
    {
        Assert.True(sizeof(PaddedCounter) >= 2 * PaddedCounter.Distance);
        var counter = new PaddedCounter();
        var before = (byte*)&counter.Value - (byte*)&counter;
        Assert.InRange(before, 128, sizeof(PaddedCounter) - sizeof(long) - 64);
    }

    [Fact]
    public void Shares_cover_every_item_once_and_differ_by_at_most_one() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[1, 64]).Sample((items, workers) =>
        {
            var shares = Enumerable.Range(0, workers).Select(worker => Share.Of(items, worker, workers)).ToList();
            Assert.Equal(0, shares[0].From);
            Assert.Equal(items, shares[^1].To);
            Assert.All(shares.Zip(shares.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
            Assert.InRange(shares.Max(s => s.To - s.From) - shares.Min(s => s.To - s.From), 0, 1);
        });

    private const float SmallestNormal = 1.17549435e-38f;

    // Not inlined, so that the processor computes and not the compiler.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Product(float a, float b) => a * b;
}
