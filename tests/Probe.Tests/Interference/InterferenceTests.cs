using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using ButterE.Probe.Interference;
using ButterE.Probe.Machine;

namespace ButterE.Probe.Tests.Interference;

public sealed class InterferenceTests
{
    [Fact]
    public void One_core_has_no_other()
    {
        Assert.Null(LinePingPong.Measure([0], default));
        Assert.Null(new LoadedChase(SimdPath.V128, [0], 1 << 20, HugePages.Off).Measure(1, default));
    }

    [Fact]
    public void The_matrix_of_cores_is_symmetric_with_an_empty_diagonal()
    {
        var cpus = GrantedCores.ForMeasuring(2);
        if (cpus.Count < 2 || cpus[0] is null)
            return;
        var found = LinePingPong.Measure(cpus, default)!;
        Assert.Equal(cpus.Select(cpu => cpu!.Value), found.Cpus);
        Assert.Null(found.OneWayNs[0][0]);
        Assert.True(found.OneWayNs[0][1] > 0);
        Assert.Equal(found.OneWayNs[0][1], found.OneWayNs[1][0]);
    }

    [Fact]
    public void Load_begins_with_none()
    {
        var cpus = GrantedCores.ForMeasuring(2);
        if (cpus.Count < 2)
            return;
        var points = new LoadedChase(SimdPath.V128, cpus, 1 << 20, HugePages.Off).Measure(1, default)!;
        Assert.Equal(0, points[0].ReadBytesPerSecond);
        Assert.All(points.Skip(1), point => Assert.True(point.ReadBytesPerSecond > 0));
        Assert.All(points, point => Assert.True(point.LatencyNs > 0));
    }
}
