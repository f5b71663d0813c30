using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Optimizer;

/// <summary>What Adam updates.</summary>
/// <param name="rule">The rule.</param>
/// <param name="parameters">Parameters.</param>
/// <param name="first">First moments, same shape.</param>
/// <param name="second">Second moments, same shape.</param>
public readonly struct AdamTargets(AdamRule rule, ArrayView<Float4> parameters, ArrayView<Float4> first, ArrayView<Float4> second)
{
    private readonly AdamRule rule = rule;
    private readonly ArrayView<Float4> parameters = parameters, first = first, second = second;

    /// <summary>The same from a place on.</summary>
    /// <param name="at">The place, in units of four floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AdamTargets From(int at) => new(rule, parameters.SubView(at), first.SubView(at), second.SubView(at));

    /// <summary>Updates four neighbours.</summary>
    /// <param name="gradient">Their gradient.</param>
    /// <param name="at">Where they are, in units of four floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(Float4 gradient, int at)
    {
        Float4 m = first[at], v = second[at], w = parameters[at];
        var rate = rule.Rate;
        rule.Update(gradient.X, ref m.X, ref v.X, ref w.X, rate);
        rule.Update(gradient.Y, ref m.Y, ref v.Y, ref w.Y, rate);
        rule.Update(gradient.Z, ref m.Z, ref v.Z, ref w.Z, rate);
        rule.Update(gradient.W, ref m.W, ref v.W, ref w.W, rate);
        first[at] = m;
        second[at] = v;
        parameters[at] = w;
    }
}
