using ButterE.Probe.Machine;

namespace ButterE.Probe.Tests.Machine;

/// <summary>Facts of the machine at hand that hold on any machine.</summary>
public sealed class MachineFactsTests
{
    [Fact]
    public void The_fingerprint_names_all_that_must_be_equal() =>
        Assert.All(["cpu=", "microcode=", "kernel=", "cores=", "engine="], part => Assert.Contains(part, MachineFingerprint.Current, StringComparison.Ordinal));

    [Fact]
    public void The_difference_of_fingerprints_is_named()
    {
        Assert.Null(MachineFingerprint.Difference("cpu=A; cores=2", "cpu=A; cores=2"));
        Assert.Equal("cores=2 instead of cores=4", MachineFingerprint.Difference("cpu=A; cores=4", "cpu=A; cores=2"));
    }

    [Fact]
    public void Memory_granted_is_at_most_what_is_installed_and_available_at_most_what_is_granted()
    {
        Assert.InRange(GrantedMemory.LimitBytes, 1, long.MaxValue - 1);
        Assert.InRange(GrantedMemory.AvailableBytes, 1, GrantedMemory.LimitBytes);
    }

    [Theory]
    [InlineData("KVMKVMKVM", "KVM")]
    [InlineData("Microsoft Hv", "Hyper-V")]
    [InlineData("XenVMMXenVMM", "Xen")]
    [InlineData("VMwareVMware", "VMware")]
    [InlineData("NewVMNewVM", "NewVMNewVM")]
    public void A_hypervisor_has_the_name_that_people_know(string signature, string name) => Assert.Equal(name, Hypervisor.NameOf(signature));

    [Fact]
    public void Measurements_never_take_more_cores_than_are_granted()
    {
        Assert.Single(GrantedCores.ForMeasuring(1));
        Assert.Equal(GrantedCores.Count, GrantedCores.ForMeasuring(null).Count);
        Assert.Equal(GrantedCores.Count, GrantedCores.ForMeasuring(int.MaxValue).Count);
    }

    [Fact]
    public void A_thread_never_uses_more_processor_time_than_passes()
    {
        var start = ThreadUsage.Read();
        CoreClock.Measure(0.01);
        var end = ThreadUsage.Read();
        Assert.InRange(end.CpuShareSince(start), 0, 1.05);
        Assert.True(end.SecondsSince(start) >= 0.005);
    }
}
