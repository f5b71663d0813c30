using ButterE.Kernels.Gpu.Access;
using ButterE.Kernels.Gpu.Devices;
using ButterE.Kernels.Gpu.Meetings;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;
using ILGPU.Runtime;

namespace ButterE.Kernels.Gpu.Tests.Devices;

/// <summary>What only CUDA devices can: on the others it must be refused.</summary>
public sealed class KernelGraphTests
{
    static KernelGraphTests() => Environment.SetEnvironmentVariable(GpuDevices.UncheckedOpenCl, "1");

    public static TheoryData<string> Devices => [.. GpuDevices.List().Select(device => device.Id)];

    [Theory]
    [MemberData(nameof(Devices))]
    public void What_is_recorded_runs_when_the_graph_is_started_and_not_before(string device)
    {
        using var session = DeviceSession.Open(device);
        using var counter = session.Accelerator.Allocate1D(new int[1]);
        var count = session.Accelerator.LoadKernel<ArrayView<int>>(Count);
        Action start = () => count(session.Stream, new KernelConfig(1, 1), counter.View.BaseView);
        start();
        if (!session.CanRecord)
        {
            Assert.Throws<NotSupportedException>(() => session.Record(start));
            return;
        }

        using var graph = session.Record(() =>
        {
            start();
            start();
        });
        Assert.Equal((2, 1), (graph.Kernels, Read(session, counter)));
        graph.Start();
        graph.Start();
        Assert.Equal(5, Read(session, counter));
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Groups_that_meet_a_number_of_times_leave_the_word_as_many_turns_of_its_sign_later(string device)
    {
        using var session = DeviceSession.Open(device);
        if (!session.GroupsCanMeet)
        {
            Assert.Throws<NotSupportedException>(() => session.RecordTogether(() => { }));
            return;
        }

        using var word = session.Accelerator.Allocate1D(new int[1]);
        var meet = session.Accelerator.LoadKernel<ArrayView<int>, int>(MeetingKernel.Run);
        meet(session.Stream, new KernelConfig(session.Multiprocessors, 64), word.View.BaseView, 0);
        using var graph = session.RecordTogether(() => meet(session.Stream, new KernelConfig(session.Multiprocessors, 64), word.View.BaseView, 7));
        graph.Start();
        Assert.Equal(int.MinValue, Read(session, word));
        graph.Start();
        Assert.Equal(0, Read(session, word));
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void A_pass_past_the_first_cache_reads_every_element_of_each_group_s_part(string device)
    {
        using var session = DeviceSession.Open(device);
        if (!session.CanRecord)
            return;
        const int groups = 2, threads = 32, part = 2 * StreamKernels.Unroll * threads, passes = 3;
        var data = Enumerable.Range(0, groups * part).Select(i => Float4.Of(i % 7, 1, 0, i / part)).ToArray();
        using var memory = session.Accelerator.Allocate1D(data);
        using var sums = session.Accelerator.Allocate1D(new float[groups * threads]);
        session.Accelerator.LoadKernel<long, ArrayView<float>, int, int>(SharedCacheKernel.Run)(
            session.Stream, new KernelConfig(groups, threads), memory.NativePtr.ToInt64(), sums.View.BaseView, part, passes);
        session.Wait();
        for (var group = 0; group < groups; group++)
        {
            var expected = passes * data.Skip(group * part).Take(part).Sum(value => value.X + value.Y + value.Z + value.W);
            Assert.Equal(expected, sums.GetAsArray1D().Skip(group * threads).Take(threads).Sum());
        }
    }

    private static void Count(ArrayView<int> counter) => counter[0]++;

    private static int Read(DeviceSession session, MemoryBuffer1D<int, Stride1D.Dense> buffer)
    {
        session.Wait();
        return buffer.GetAsArray1D()[0];
    }
}
