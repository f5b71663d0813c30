using ButterE.Probe.Claims;
using ButterE.Probe.Machine;
using ButterE.Probe.Profile;

namespace ButterE.Probe.Tests.Claims;

public sealed class ClaimTests
{
    [Fact]
    public void A_third_level_of_508_MiB_is_contradicted_by_one_of_20()
    {
        var level = Measured("L3", 20 << 20) with
        {
            Verdict = "sharedOrPartitioned",
            Reported = new Dictionary<string, ReportedCapacity> { ["cpuidLegacy"] = new(508 << 20, "none", "code 9") },
        };
        var claim = Assert.Single(CacheClaims.Of([level]));
        Assert.Equal(("contradicted", "L3 capacity", "cpuidLegacy"), (claim.Verdict, claim.What, claim.By));
    }

    [Fact]
    public void A_believed_claim_on_a_shared_level_is_not_called_wrong()
    {
        var level = Measured("L3", 20 << 20) with
        {
            Verdict = "sharedOrPartitioned",
            Reported = new Dictionary<string, ReportedCapacity> { ["sysfs"] = new(32 << 20, "high") },
        };
        Assert.Equal("sharedOrPartitioned", Assert.Single(CacheClaims.Of([level])).Verdict);
    }

    [Fact]
    public void A_victim_cache_agrees_by_what_it_holds_alone()
    {
        var level = Measured("L3", 48 << 20) with
        {
            ImpliedExclusiveBytes = 32 << 20,
            Reported = new Dictionary<string, ReportedCapacity> { ["sysfs"] = new(32 << 20, "high") },
        };
        Assert.Equal("agrees", Assert.Single(CacheClaims.Of([level])).Verdict);
    }

    [Fact]
    public void What_nobody_claims_and_what_nobody_measured_are_told_apart()
    {
        Assert.Equal("unclaimed", Assert.Single(CacheClaims.Of([Measured("L2", 1 << 20)])).Verdict);
        var claims = PageClaims.OfBuffers([], [new DeclaredBuffer("cpuid", 1, 4096, 64)], isVirtual: false);
        Assert.Equal("notMeasured", Assert.Single(claims).Verdict);
    }

    [Fact]
    public void Entries_of_128_are_contradicted_by_a_reach_of_thousands()
    {
        TlbLevel measured = new(3000, 4096, 50) { Level = 2, EntriesLow = 1800, EntriesHigh = 4500 };
        Assert.Equal("contradicted", Assert.Single(PageClaims.OfBuffers([measured], [new("cpuidLegacy", 2, 4096, 128)], isVirtual: true)).Verdict);
    }

    [Theory]
    [InlineData(4096, "contradicted")]
    [InlineData(2 << 20, "agrees")]
    public void Huge_pages_count_by_their_reach(double effective, string verdict) =>
        Assert.Equal(verdict, PageClaims.OfHugePages(effective, 64 << 20)!.Verdict);

    [Fact]
    public void Huge_pages_that_were_not_granted_claim_nothing() => Assert.Null(PageClaims.OfHugePages(4096, 0));

    [Theory]
    [InlineData(null, "agrees", null)]
    [InlineData(0.5, "contradicted", "a control group's quota grants fewer")]
    public void Processors_shown_are_compared_with_the_time_granted_on_them(double? quota, string verdict, string? reason)
    {
        var claim = CoreClaims.OfGrant(new CoreGrant { Online = 2, Affinity = [0, 1], QuotaCores = quota, Cores = [[0], [1]] }, isVirtual: false).First();
        Assert.Equal((verdict, reason), (claim.Verdict, claim.Reason));
    }

    private static MemoryLevel Measured(string name, double bytes) => new()
    {
        Name = name,
        Source = "measured",
        CapacityBytes = bytes,
        CapacityLow = 0.9 * bytes,
        CapacityHigh = 1.1 * bytes,
    };
}
