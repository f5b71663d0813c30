using ButterE.Kernels.Gpu.Devices;

namespace ButterE.Kernels.Gpu.Tests.Devices;

public sealed class GpuDevicesTests
{
    [Fact]
    public void Listing_needs_no_driver_and_always_ends_with_the_simulator()
    {
        var devices = GpuDevices.List();
        Assert.Equal(GpuDevices.Simulator, devices[^1].Id);
        Assert.Null(devices[^1].MemoryBytes);
        Assert.All(devices.SkipLast(1), device => Assert.Matches("^(cuda|opencl):[0-9]+$", device.Id));
        Assert.All(devices.SkipLast(1), device => Assert.True(device.MemoryBytes > 0));
        Assert.Equal(devices, GpuDevices.List());
    }

    [Fact]
    public void Every_listed_device_can_be_required() =>
        Assert.All(GpuDevices.List(), device => Assert.Equal(device, GpuDevices.Require(device.Id)));

    [Theory]
    [InlineData("cuda:99", "CUDA driver")]
    [InlineData("opencl:99", "OpenCL driver")]
    [InlineData("gpu", "not the name of a device")]
    [InlineData("", "not the name of a device")]
    public void An_absent_device_is_refused_with_its_name_and_the_reason(string device, string reason)
    {
        var message = Assert.Throws<DeviceAbsentException>(() => GpuDevices.Require(device)).Message;
        Assert.StartsWith($"device {device}: ", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }
}
