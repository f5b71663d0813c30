using ButterE.Cuda.StandIn.Driver;

namespace ButterE.Cuda.StandIn.Tests;

/// <summary>What threads of a warp do together, and asynchronous copies.</summary>
public sealed class WarpTests
{
    private const string Place = "mov.u32 %r1, %tid.x; mul.wide.u32 %rd1, %r1, 4; add.u64 %rd2, %out, %rd1;";
    private const string Shared = ".shared .align 16 .b8 s[64];";

    [Fact]
    public void A_product_of_the_warp_is_that_of_truncated_operands()
    {
        const int A = 0, B = 128, C = 192;
        using var machine = new Machine();
        var random = new Random(1);
        var values = Enumerable.Range(0, C + 128).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var address = machine.Allocate(values.Length);
        machine.Write(address, values);
        // g = lane / 4, u = lane % 4; the addresses are those of the matrices, row by row.
        var body = Place + "shr.u32 %r2, %r1, 2; and.b32 %r3, %r1, 3;"
            + Load("%r10", A, 8, "", "") + Load("%r11", A + 64, 8, "", "") + Load("%r12", A + 4, 8, "", "") + Load("%r13", A + 68, 8, "", "")
            + "mad.lo.u32 %r4, %r3, 8, %r2; mul.wide.u32 %rd3, %r4, 4; add.u64 %rd3, %out, %rd3;"
            + $"ld.global.b32 %r14, [%rd3+{B * 4}]; ld.global.b32 %r15, [%rd3+{(B + 32) * 4}];"
            + "mul.lo.u32 %r4, %r2, 8; mad.lo.u32 %r4, %r3, 2, %r4; mul.wide.u32 %rd4, %r4, 4; add.u64 %rd4, %out, %rd4;"
            + $"ld.global.f32 %f0, [%rd4+{C * 4}]; ld.global.f32 %f1, [%rd4+{(C + 1) * 4}]; ld.global.f32 %f2, [%rd4+{(C + 64) * 4}]; ld.global.f32 %f3, [%rd4+{(C + 65) * 4}];"
            + "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%f0, %f1, %f2, %f3}, {%r10, %r11, %r12, %r13}, {%r14, %r15}, {%f0, %f1, %f2, %f3};"
            + $"st.global.f32 [%rd4+{C * 4}], %f0; st.global.f32 [%rd4+{(C + 1) * 4}], %f1; st.global.f32 [%rd4+{(C + 64) * 4}], %f2; st.global.f32 [%rd4+{(C + 65) * 4}], %f3;";
        Machine.Succeed(machine.Launch(machine.Load(Machine.Kernel(body)), address, threads: 32));
        var results = machine.Read<float>(address + C * 4, 128);
        for (var row = 0; row < 16; row++)
        {
            for (var column = 0; column < 8; column++)
            {
                double sum = values[C + row * 8 + column];
                for (var k = 0; k < 8; k++)
                    sum += (double)Truncate(values[A + row * 8 + k]) * Truncate(values[B + k * 8 + column]);
                Assert.Equal(sum, results[row * 8 + column], 1e-6);
            }
        }

        static float Truncate(float value) => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xffffe000);

        static string Load(string register, int first, int width, string _, string __) =>
            $"mad.lo.u32 %r4, %r2, {width}, %r3; mul.wide.u32 %rd3, %r4, 4; add.u64 %rd3, %out, %rd3; ld.global.b32 {register}, [%rd3+{first * 4}];";
    }

    [Fact]
    public void A_product_of_the_warp_without_one_of_its_threads_does_not_happen()
    {
        using var machine = new Machine();
        var report = machine.Fail(
            CudaResult.ERROR_LAUNCH_FAILED,
            "mov.u32 %r1, %tid.x; setp.eq.u32 %p1, %r1, 5; @%p1 bra END; "
            + "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%f0, %f1, %f2, %f3}, {%r2, %r3, %r4, %r5}, {%r6, %r7}, {%f0, %f1, %f2, %f3}; END: ret;",
            threads: 32);
        Assert.Contains("without all of its 32 threads", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shfl.sync.down.b32 %r2, %r1, 1, 31, 0xffffffff;", "min(t + 1, 31)")]
    [InlineData("shfl.sync.up.b32 %r2, %r1, 1, 0, 0xffffffff;", "max(t - 1, 0)")]
    [InlineData("shfl.sync.bfly.b32 %r2, %r1, 3, 31, 0xffffffff;", "t ^ 3")]
    [InlineData("shfl.sync.idx.b32 %r2, %r1, 9, 31, 0xffffffff;", "9")]
    [InlineData("setp.lt.u32 %p1, %r1, 9; vote.sync.ballot.b32 %r2, %p1, 0xffffffff;", "511")]
    public void Threads_of_a_warp_exchange_values(string body, string expected)
    {
        using var machine = new Machine();
        var values = machine.Run<uint>(Place + body + "st.global.u32 [%rd2], %r2;", 32, threads: 32);
        Assert.Equal(Enumerable.Range(0, 32).Select(t => (uint)(expected switch
        {
            "min(t + 1, 31)" => Math.Min(t + 1, 31),
            "max(t - 1, 0)" => Math.Max(t - 1, 0),
            "t ^ 3" => t ^ 3,
            "9" => 9,
            _ => 511,
        })), values);
    }

    [Theory]
    [InlineData("cp.async.wait_all;", 5)]
    [InlineData("cp.async.commit_group; cp.async.wait_group 0;", 5)]
    [InlineData("cp.async.commit_group; cp.async.commit_group; cp.async.wait_group 1;", 5)]
    [InlineData("", uint.MaxValue)]
    [InlineData("cp.async.commit_group;", uint.MaxValue)]
    [InlineData("cp.async.wait_group 0;", uint.MaxValue)] // not committed
    [InlineData("cp.async.commit_group; cp.async.wait_group 1;", uint.MaxValue)]
    public void An_asynchronous_copy_is_there_after_its_wait_and_not_before(string wait, uint expected)
    {
        using var machine = new Machine(Machine.With(areRacesChecked: false));
        var body = $"st.global.u32 [%out], 5; cp.async.ca.shared.global [s], [%out], 4; {wait} ld.shared.u32 %r1, [s]; st.global.u32 [%out], %r1;";
        Assert.Equal(expected, machine.Run<uint>(body, 4, Shared)[0]);
    }

    [Fact]
    public void Who_touches_the_place_of_an_asynchronous_copy_before_its_wait_is_found()
    {
        using var machine = new Machine();
        var report = machine.Fail(CudaResult.ERROR_LAUNCH_FAILED, "cp.async.cg.shared.global [s], [%out], 16; cp.async.commit_group; ld.shared.u32 %r1, [s+12];", Shared);
        Assert.Contains("with a cp.async of thread 0 that nobody has waited for", report, StringComparison.Ordinal);
    }

    [Fact]
    public void An_asynchronous_copy_fills_what_its_source_leaves_with_zeros()
    {
        using var machine = new Machine();
        var body = "mov.u32 %r1, 4; st.global.u32 [%out], 5; cp.async.cg.shared.global [s], [%out], 16, %r1; cp.async.wait_all; "
            + "ld.shared.v4.u32 {%r2, %r3, %r4, %r5}, [s]; st.global.v4.u32 [%out], {%r2, %r3, %r4, %r5};";
        Assert.Equal([5, 0, 0, 0], machine.Run<uint>(body, 4, Shared));
    }
}
