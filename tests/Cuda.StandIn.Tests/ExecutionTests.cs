using ButterE.Cuda.StandIn.Driver;

namespace ButterE.Cuda.StandIn.Tests;

/// <summary>Threads, barriers, races, addresses.</summary>
public sealed class ExecutionTests
{
    private const string Place = "mov.u32 %r1, %tid.x; mul.wide.u32 %rd1, %r1, 4; add.u64 %rd2, %out, %rd1;";
    private const string Shared = ".shared .align 16 .b8 s[4096];";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Threads_diverge_and_meet_at_barriers(bool isReversed)
    {
        using var machine = new Machine(Machine.With(isReversed));
        // Thread t counts to t, stores, and reads its neighbour's.
        var values = machine.Run<uint>(
            Place + """
            mov.u32 %r2, 0;
            LOOP:
            setp.ge.u32 %p1, %r2, %r1;
            @%p1 bra DONE;
            add.u32 %r2, %r2, 1;
            bra LOOP;
            DONE:
            mov.u32 %r3, s;
            shl.b32 %r4, %r1, 2;
            add.u32 %r4, %r3, %r4;
            st.shared.u32 [%r4], %r2;
            bar.sync 0;
            xor.b32 %r5, %r1, 1;
            shl.b32 %r5, %r5, 2;
            add.u32 %r5, %r3, %r5;
            ld.shared.u32 %r6, [%r5];
            st.global.u32 [%rd2], %r6;
            """,
            100,
            Shared,
            threads: 100);
        Assert.Equal(Enumerable.Range(0, 100).Select(thread => (uint)(thread ^ 1)), values);
    }

    [Fact]
    public void A_missing_barrier_is_a_race()
    {
        using var machine = new Machine();
        var report = machine.Fail(
            CudaResult.ERROR_LAUNCH_FAILED,
            "mov.u32 %r1, %tid.x; shl.b32 %r2, %r1, 2; st.shared.u32 [%r2], %r1; xor.b32 %r2, %r2, 4; ld.shared.u32 %r3, [%r2];",
            Shared,
            threads: 2);
        Assert.Contains("race in shared memory: a write at 0x4 with a read of thread 0", report, StringComparison.Ordinal);
        Assert.Contains("k: ", report, StringComparison.Ordinal);
        Assert.Contains("block [0,0,0], thread 1", report, StringComparison.Ordinal);
    }

    [Fact]
    public void The_search_for_races_can_be_switched_off()
    {
        using var machine = new Machine(Machine.With(areRacesChecked: false));
        Assert.Equal(1u, machine.Run<uint>("mov.u32 %r1, %tid.x; st.shared.u32 [s], %r1; ld.shared.u32 %r2, [s]; st.global.u32 [%out], %r2;", 1, Shared, threads: 2)[0]);
    }

    [Fact]
    public void Two_writes_of_one_place_are_a_race_and_atomic_ones_are_not()
    {
        using var machine = new Machine();
        var sum = machine.Run<uint>(
            "mov.u32 %r1, %tid.x; setp.eq.u32 %p1, %r1, 0; @%p1 st.shared.u32 [s], 0; bar.sync 0; red.shared.add.u32 [s], %r1; bar.sync 0; "
            + "@%p1 ld.shared.u32 %r2, [s]; @%p1 st.global.u32 [%out], %r2;",
            1,
            Shared,
            threads: 64);
        Assert.Equal(63u * 32, sum[0]);
        Assert.Contains("with a write of thread 0", machine.Fail(CudaResult.ERROR_LAUNCH_FAILED, "st.shared.u32 [s], 1;", Shared, threads: 2), StringComparison.Ordinal);
    }

    [Fact]
    public void A_barrier_of_one_warp_orders_that_warp_alone()
    {
        const string Exchange = "mov.u32 %r1, %tid.x; shl.b32 %r2, %r1, 2; st.shared.u32 [%r2], %r1; bar.warp.sync 0xffffffff; ";
        using var machine = new Machine();
        machine.Run<uint>(Exchange + "xor.b32 %r2, %r2, 4; ld.shared.u32 %r3, [%r2];", 1, Shared, threads: 64);
        var report = machine.Fail(CudaResult.ERROR_LAUNCH_FAILED, Exchange + "xor.b32 %r2, %r2, 128; ld.shared.u32 %r3, [%r2];", Shared, threads: 64);
        Assert.Contains("race", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Named_barriers_of_half_a_block_let_the_halves_go_apart()
    {
        using var machine = new Machine();
        var values = machine.Run<uint>(
            Place + """
            shr.u32 %r2, %r1, 6;
            add.u32 %r2, %r2, 1;
            shl.b32 %r3, %r1, 2;
            st.shared.u32 [%r3], %r1;
            bar.sync %r2, 64;
            xor.b32 %r3, %r3, 252;
            ld.shared.u32 %r4, [%r3];
            st.global.u32 [%rd2], %r4;
            """,
            128,
            Shared,
            threads: 128);
        Assert.Equal(Enumerable.Range(0, 128).Select(thread => (uint)(thread ^ 63)), values);
    }

    [Fact]
    public void Threads_of_a_warp_at_different_barriers_are_found()
    {
        using var machine = new Machine();
        var report = machine.Fail(
            CudaResult.ERROR_LAUNCH_FAILED,
            "mov.u32 %r1, %tid.x; setp.eq.u32 %p1, %r1, 0; @%p1 bra A; bar.sync 0; bra B; A: bar.sync 0; B: mov.u32 %r2, 0;",
            threads: 32);
        Assert.Contains("meet at different barriers", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("st.global.u32 [%out+256], 1;", false, "byte 256 of an allocation of 256 bytes")]
    [InlineData("st.global.u32 [%out-4], 1;", false, "in no allocation")]
    [InlineData("ld.global.v4.f32 {%f0, %f1, %f2, %f3}, [%out+232];", true, "not a multiple of 16")]
    [InlineData("ld.global.f32 %f0, [%out+2];", true, "not a multiple of 4")]
    [InlineData("ld.global.f32 %f0, [%rd9];", false, "in no allocation")]
    [InlineData("st.shared.f32 [s+4096], %f0;", false, "4096 bytes of shared memory")]
    public void An_address_outside_is_named_with_its_instruction(string body, bool isMisaligned, string message)
    {
        using var machine = new Machine();
        var report = machine.Fail(isMisaligned ? CudaResult.ERROR_MISALIGNED_ADDRESS : CudaResult.ERROR_ILLEGAL_ADDRESS, body, Shared);
        Assert.Contains(message, report, StringComparison.Ordinal);
        Assert.Contains(body[..^1], report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_stays_in_its_context()
    {
        using var machine = new Machine();
        machine.Fail(CudaResult.ERROR_ILLEGAL_ADDRESS, "st.global.u32 [%out+256], 1;");
        Assert.Equal(CudaResult.ERROR_ILLEGAL_ADDRESS, machine.Driver.Allocate(out _, 4));
        Assert.Equal(CudaResult.ERROR_ILLEGAL_ADDRESS, machine.Driver.SynchroniseContext());
        using var other = new Machine();
        Assert.Equal(CudaResult.SUCCESS, other.Driver.SynchroniseContext());
    }

    [Fact]
    public void Fresh_memory_is_no_number()
    {
        using var machine = new Machine();
        var values = machine.Run<float>("ld.shared.f32 %f0, [s]; st.global.f32 [%out], %f0; add.f32 %f1, %f2, 0f3F800000; st.global.f32 [%out+4], %f1;", 3, Shared);
        Assert.All(values, value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void A_block_that_waits_for_a_later_one_comes_to_an_end()
    {
        using var machine = new Machine(Machine.With());
        Assert.Contains("run one after another", machine.Fail(CudaResult.ERROR_LAUNCH_TIMEOUT, Machine.WaitForLaterBlock, blocks: 2), StringComparison.Ordinal);
        using var reversed = new Machine(Machine.With(isReversed: true));
        Assert.Equal(7u, reversed.Run<uint>(Machine.WaitForLaterBlock, 1, blocks: 2)[0]);
        using var together = new Machine(Machine.With());
        Machine.Succeed(together.Launch(together.Load(Machine.Kernel(Machine.WaitForLaterBlock)), together.Allocate(1), blocks: 2, isCooperative: true));
    }

    [Fact]
    public void More_cooperative_blocks_than_fit_are_refused()
    {
        using var machine = new Machine();
        var function = machine.Load(Machine.Kernel(""));
        var address = machine.Allocate(1);
        Machine.Succeed(machine.Driver.Occupancy(out var blocks, function, 1024, 0));
        Assert.Equal(2, blocks);
        Machine.Succeed(machine.Launch(function, address, 8, 1024, isCooperative: true));
        Assert.Equal(CudaResult.ERROR_COOPERATIVE_LAUNCH_TOO_LARGE, machine.Launch(function, address, 9, 1024, isCooperative: true));
        // It is no fault of the context.
        Machine.Succeed(machine.Launch(function, address, 9, 1024));
    }

    [Fact]
    public void Shared_memory_above_48_KiB_has_to_be_asked_for()
    {
        using var machine = new Machine();
        var function = machine.Load(Machine.Kernel("mov.u32 %r1, dynamic; mov.u32 %r2, %dynamic_smem_size; add.u32 %r1, %r1, %r2; st.shared.u32 [%r1-4], 1;"));
        var address = machine.Allocate(1);
        Machine.Succeed(machine.Launch(function, address, shared: 48 << 10));
        Assert.Equal(CudaResult.ERROR_INVALID_VALUE, machine.Launch(function, address, shared: (48 << 10) + 4));
        Assert.Equal(CudaResult.ERROR_INVALID_VALUE, machine.Driver.SetFunctionAttribute(function, 8, (163 << 10) + 1));
        Machine.Succeed(machine.Driver.SetFunctionAttribute(function, 8, 163 << 10));
        Machine.Succeed(machine.Launch(function, address, shared: 163 << 10));
        Assert.Contains("uses too much shared data", machine.Refuse(Machine.Kernel("", ".shared .align 4 .b8 big[49156];")), StringComparison.Ordinal);
    }
}
