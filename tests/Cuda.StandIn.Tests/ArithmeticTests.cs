namespace ButterE.Cuda.StandIn.Tests;

/// <summary>Results that the PTX ISA document states.</summary>
public sealed class ArithmeticTests
{
    [Theory]
    [InlineData("add.s32 %r0, 2147483647, 1;", 0x80000000)]
    [InlineData("mul.lo.s32 %r0, 65537, 65537;", 131073)]
    [InlineData("mul.hi.u32 %r0, 0x80000000, 4;", 2)]
    [InlineData("mul.hi.s32 %r0, -1, 1;", 0xffffffff)]
    [InlineData("mad.lo.s32 %r0, 3, 5, -20;", 0xfffffffb)]
    [InlineData("div.s32 %r0, -7, 2;", 0xfffffffd)]
    [InlineData("rem.s32 %r0, -7, 2;", 0xffffffff)]
    [InlineData("div.u32 %r0, -7, 2;", 0x7ffffffc)]
    [InlineData("shr.s32 %r0, -8, 1;", 0xfffffffc)]
    [InlineData("shr.s32 %r0, -8, 40;", 0xffffffff)]
    [InlineData("shr.u32 %r0, -8, 40;", 0)]
    [InlineData("shl.b32 %r0, 1, 32;", 0)]
    [InlineData("popc.b32 %r0, 0xf0f0;", 8)]
    [InlineData("clz.b32 %r0, 1;", 31)]
    [InlineData("not.b32 %r0, 0;", 0xffffffff)]
    [InlineData("min.u32 %r0, -1, 5;", 5)]
    [InlineData("min.s32 %r0, -1, 5;", 0xffffffff)]
    [InlineData("setp.lo.u32 %p0, 1, 2; selp.b32 %r0, 7, 8, %p0;", 7)]
    [InlineData("setp.eq.and.s32 %p0|%p1, 1, 1, !%p2; selp.b32 %r0, 1, 0, %p0;", 0)]
    [InlineData("mov.b64 %rd0, {1, 2}; shr.u64 %rd0, %rd0, 32; cvt.u32.u64 %r0, %rd0;", 2)]
    public void Integers(string body, uint expected)
    {
        using var machine = new Machine();
        // %p2 is true where a test uses it.
        Assert.Equal(expected, machine.Run<uint>($"setp.eq.s32 %p2, 0, 0; {body} st.global.u32 [%out], %r0;", 1)[0]);
    }

    [Theory]
    [InlineData("mul.wide.s32 %rd0, -2, 3;", -6)]
    [InlineData("mul.wide.u32 %rd0, -2, 3;", 0x2_ffff_fffaL)]
    [InlineData("cvt.s64.s32 %rd0, -5;", -5)]
    [InlineData("cvt.u64.u32 %rd0, -5;", 0xffff_fffbL)]
    [InlineData("mov.u32 %r0, 0xfffe; cvt.u16.u32 %h0, %r0; cvt.s64.s16 %rd0, %h0;", -2)]
    public void Wide_integers(string body, long expected)
    {
        using var machine = new Machine();
        Assert.Equal(expected, machine.Run<long>($"{body} st.global.u64 [%out], %rd0;", 2)[0]);
    }

    [Theory]
    // 1 + 2^-23 squared: the last bit of the product is lost before the sum, unless it is fused.
    [InlineData("fma.rn.f32 %f0, 0f3F800001, 0f3F800001, 0fBF800002;", 0x28800000)]
    [InlineData("mul.f32 %f0, 0f3F800001, 0f3F800001; add.f32 %f0, %f0, 0fBF800002;", 0)]
    [InlineData("add.f32 %f0, 0f7F800000, 0fFF800000;", 0x7fffffff)]
    [InlineData("min.f32 %f0, 0f7FC00000, 0f40000000;", 0x40000000)]
    [InlineData("max.f32 %f0, 0f7FC00000, 0f7FC00000;", 0x7fffffff)]
    [InlineData("max.f32 %f0, 0f80000000, 0f00000000;", 0)]
    [InlineData("add.ftz.f32 %f0, 0f00000001, 0f00000001;", 0)]
    [InlineData("add.f32 %f0, 0f00000001, 0f00000001;", 2)]
    [InlineData("add.sat.f32 %f0, 0f3F800000, 0f3F800000;", 0x3f800000)]
    [InlineData("add.sat.f32 %f0, 0f7FC00000, 0f3F800000;", 0)]
    [InlineData("sqrt.rn.f32 %f0, 0f40800000;", 0x40000000)]
    [InlineData("sqrt.rn.f32 %f0, 0fBF800000;", 0x7fffffff)]
    [InlineData("rcp.rn.f32 %f0, 0f80000000;", 0xff800000)]
    [InlineData("div.rn.f32 %f0, 0f3F800000, 0f40400000;", 0x3eaaaaab)]
    [InlineData("ex2.approx.f32 %f0, 0fFF800000;", 0)]
    [InlineData("lg2.approx.f32 %f0, 0f00000000;", 0xff800000)]
    [InlineData("ex2.approx.f32 %f0, 0f40400000;", 0x41000000)]
    [InlineData("neg.f32 %f0, 0f00000000;", 0x80000000)]
    // "Copy sign bit of a into value of b."
    [InlineData("copysign.f32 %f0, 0fBF800000, 0f40000000;", 0xc0000000)]
    public void Floats(string body, uint expected)
    {
        using var machine = new Machine();
        Assert.Equal(expected, machine.Run<uint>($"{body} st.global.f32 [%out], %f0;", 1)[0]);
    }

    [Theory]
    [InlineData("cvt.rzi.s32.f32 %r0, 0fBFC00000;", 0xffffffff)] // -1.5
    [InlineData("cvt.rni.s32.f32 %r0, 0f40200000;", 2)] // 2.5 to even
    [InlineData("cvt.rmi.s32.f32 %r0, 0fBFC00000;", 0xfffffffe)]
    [InlineData("cvt.rpi.s32.f32 %r0, 0f3FC00000;", 2)]
    [InlineData("cvt.rzi.s32.f32 %r0, 0f7FC00000;", 0)] // no number
    [InlineData("cvt.rzi.s32.f32 %r0, 0f7F800000;", 0x7fffffff)] // infinity saturates
    [InlineData("cvt.rzi.u32.f32 %r0, 0fBF800000;", 0)]
    [InlineData("cvt.rzi.s32.f64 %r0, 0d7FF8000000000000;", 0x80000000)]
    [InlineData("cvt.sat.u8.s32 %r0, 300;", 255)]
    [InlineData("cvt.u8.s32 %r0, 300;", 44)]
    [InlineData("cvt.s8.s32 %r0, 255;", 0xffffffff)]
    [InlineData("cvt.rn.f32.s32 %f0, 16777217; mov.b32 %r0, %f0;", 0x4b800000)]
    [InlineData("cvt.rp.f32.s32 %f0, 16777217; mov.b32 %r0, %f0;", 0x4b800001)]
    [InlineData("cvt.rz.f32.s32 %f0, -16777217; mov.b32 %r0, %f0;", 0xcb800000)]
    [InlineData("cvt.rn.f32.f64 %f0, 0d3FF0000010000000; mov.b32 %r0, %f0;", 0x3f800000)] // 1 + 2^-24, a tie
    [InlineData("cvt.rp.f32.f64 %f0, 0d3FF0000010000000; mov.b32 %r0, %f0;", 0x3f800001)]
    [InlineData("cvt.rm.f32.f64 %f0, 0dBFF0000010000000; mov.b32 %r0, %f0;", 0xbf800001)]
    [InlineData("cvt.rz.f32.f64 %f0, 0dBFF0000010000000; mov.b32 %r0, %f0;", 0xbf800000)]
    [InlineData("cvt.rmi.f32.f32 %f0, 0fBFC00000; mov.b32 %r0, %f0;", 0xc0000000)]
    [InlineData("cvt.sat.f32.f32 %f0, 0f40000000; mov.b32 %r0, %f0;", 0x3f800000)]
    [InlineData("cvt.rna.tf32.f32 %r0, 0f3F801000;", 0x3f802000)] // a tie, away from zero
    [InlineData("cvt.rna.tf32.f32 %r0, 0f3F800FFF;", 0x3f800000)]
    [InlineData("cvt.rn.f16.f32 %h0, 0f477FF000; cvt.u32.u16 %r0, %h0;", 0x7c00)] // 65520 becomes infinity
    public void Conversions(string body, uint expected)
    {
        using var machine = new Machine();
        Assert.Equal(expected, machine.Run<uint>($"{body} st.global.u32 [%out], %r0;", 1)[0]);
    }

    [Theory]
    [InlineData("eq", false)]
    [InlineData("ne", false)]
    [InlineData("lt", false)]
    [InlineData("equ", true)]
    [InlineData("neu", true)]
    [InlineData("geu", true)]
    [InlineData("num", false)]
    [InlineData("nan", true)]
    public void Comparisons_with_what_is_no_number(string comparison, bool expected)
    {
        using var machine = new Machine();
        var body = $"setp.{comparison}.f32 %p0, 0f7FC00000, 0f3F800000; selp.b32 %r0, 1, 0, %p0; st.global.u32 [%out], %r0;";
        Assert.Equal(expected ? 1u : 0u, machine.Run<uint>(body, 1)[0]);
    }

    [Theory]
    [InlineData("ld.global.s8 %r0, [%out+3];", 0xffffff80)]
    [InlineData("ld.global.u8 %r0, [%out+3];", 0x80)]
    [InlineData("ld.global.s16 %r0, [%out+2];", 0xffff8001)]
    public void Short_loads_fill_the_register_with_the_sign_or_zero(string load, uint expected)
    {
        using var machine = new Machine();
        Assert.Equal(expected, machine.Run<uint>($"st.global.u32 [%out], 0x80010203; {load} st.global.u32 [%out], %r0;", 1)[0]);
    }

    [Theory]
    [InlineData("frobnicate.s32 %r0, %r1;", "the instruction frobnicate.s32")]
    [InlineData("add.rz.f32 %f0, %f1, %f2;", "the instruction add.rz.f32")]
    [InlineData("ld.global.L1::evict_last.f32 %f0, [%out];", "the modifier .L1::evict_last")]
    [InlineData("cvt.s32.f32 %r0, %f0;", "a rounding modifier is missing")]
    [InlineData("add.f32 %f0, %f1, %rd0;", "the register %rd0 of .b64 as .f32")]
    [InlineData(".pragma \"nounroll\";", "the directive .pragma")]
    [InlineData("call f, ();", "the instruction call")]
    public void What_is_not_known_is_an_error_of_the_module_that_names_it(string body, string message)
    {
        using var machine = new Machine();
        Assert.Contains(message, machine.Refuse(Machine.Kernel(body)), StringComparison.Ordinal);
    }
}
