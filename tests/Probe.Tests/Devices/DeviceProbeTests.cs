using ButterE.Kernels.Gpu.Access;
using ButterE.Kernels.Gpu.Devices;
using ButterE.Probe.Devices;
using ButterE.Probe.Memory;
using ButterE.Probe.Profile;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Tests.Devices;

/// <summary>The probe on the simulator: that everything runs and is labelled, not what comes out.</summary>
public sealed class DeviceProbeTests
{
    [Fact]
    public void The_simulator_gives_a_profile_that_says_it_is_no_device_and_can_be_read_again()
    {
        var profile = DeviceProbe.Run(GpuDevices.Simulator, new DeviceProbeSettings { Quick = true });
        Assert.Equal(GpuDevices.Simulator, profile.Device);
        Assert.Contains("say nothing about any device", profile.Note, StringComparison.Ordinal);
        Assert.Equal(HardwareProfile.SharedName, profile.Levels[0].Name);
        Assert.Equal("RAM", profile.Levels[^1].Name);
        Assert.DoesNotContain(profile.AddressedLevels(), level => level.Name == HardwareProfile.SharedName);
        Assert.Equal(["chase", "read", "write", "copy"], profile.Traversals.Select(cost => cost.Kind));
        Assert.Equal(["toDevice", "fromDevice"], profile.Offload!.Transfers.Select(cost => cost.Kind));
        Assert.True(profile.Offload.RoundTripSeconds.Value > 0);
        Assert.All(profile.Traversals.SelectMany(cost => cost.Points), point => Assert.True(point.Seconds > 0));

        var file = Path.GetTempFileName();
        try
        {
            ProfileFile.Write(file, profile);
            Assert.Equal(profile.Levels.Select(level => level.Name), ProfileFile.Read(file).Levels.Select(level => level.Name));
            Assert.Equal(profile.Offload.LaunchSeconds, ProfileFile.Read(file).Offload!.LaunchSeconds);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(ChainOrder.Local, 64)]
    [InlineData(ChainOrder.Random, 128)]
    public void A_chain_comes_back_to_its_begin_after_every_node_once(ChainOrder order, int nodeBytes)
    {
        const int bytes = 48 << 10;
        using var session = DeviceSession.Open(GpuDevices.Simulator);
        using var access = new MemoryAccess(session, bytes);
        var random = new SplitMix64(3);
        new DeviceChase(access, order, nodeBytes).Prepare(new WorkingSet(0, bytes), ref random);
        var seen = new HashSet<int>();
        for (var at = 0; seen.Add(at);)
            at = access.Host[at];
        Assert.Equal(bytes / nodeBytes, seen.Count);
        Assert.All(seen, at => Assert.Equal(0, at % (nodeBytes / sizeof(int))));
    }

    [Fact]
    public void An_absent_device_is_refused() =>
        Assert.Throws<DeviceAbsentException>(() => DeviceProbe.Run("cuda:99", new DeviceProbeSettings()));
}
