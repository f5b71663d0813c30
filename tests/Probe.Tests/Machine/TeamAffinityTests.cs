using ButterE.Kernels;
using ButterE.Probe.Machine;

namespace ButterE.Probe.Tests.Machine;

public sealed class TeamAffinityTests
{
    [Fact]
    public void The_caller_is_pinned_and_afterwards_runs_where_it_could_before() => OnLinux(() =>
    {
        var before = GrantedCores.Numbers();
        using (TeamAffinity.Of([before[^1]]))
            Assert.Equal([before[^1]], GrantedCores.Numbers());
        Assert.Equal(before, GrantedCores.Numbers());
    });

    [Fact]
    public void A_worker_is_pinned_to_the_processor_of_its_number() => OnLinux(() =>
    {
        var cpus = GrantedCores.Numbers();
        using var affinity = TeamAffinity.Of(cpus)!;
        var seen = cpus.Select((_, worker) => OnAnotherThread(() =>
        {
            affinity.Pin(worker);
            return GrantedCores.Numbers();
        })).ToArray();
        Assert.Equal(cpus, seen.Select(Assert.Single));
    });

    [Fact]
    public void Nothing_is_pinned_without_a_list() => Assert.Null(TeamAffinity.Of(null));

    [Fact]
    public void Processors_that_are_not_granted_or_named_twice_are_refused()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Throws<UnavailableException>(() => TeamAffinity.Of([0]));
            return;
        }

        var granted = GrantedCores.Numbers()[0];
        Assert.Contains("8191", Assert.Throws<InputException>(() => TeamAffinity.Of([granted, 8191])).Message, StringComparison.Ordinal);
        Assert.Contains("twice", Assert.Throws<InputException>(() => TeamAffinity.Of([granted, granted])).Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => TeamAffinity.Of([]));
    }

    // Tests run on threads of a pool, which must not stay pinned when a test fails.
    private static void OnLinux(Action test)
    {
        if (OperatingSystem.IsLinux())
            OnAnotherThread(() => { test(); return true; });
    }

    private static T OnAnotherThread<T>(Func<T> work) => PinnedThread.Run(null, work);
}
