using ButterE.Kernels.Elementwise;
using ButterE.Kernels.Simd;
using CsCheck;

namespace ButterE.Kernels.Tests.Simd;

/// <summary>The specification of the vector vocabulary; every SIMD path runs it.</summary>
public abstract unsafe class VectorTests<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private static readonly float[] Samples = [0f, -0f, 1e-30f, -1f, 0.5f, 3f, -20f, 20f, 1e-3f, 7.25f, -0.125f, 42f, 80f, -80f, 1f, 2f];

    [Fact]
    public void Exponential_and_logarithm_are_accurate_to_two_units_in_the_last_place()
    {
        Check(Exponential<TVector>.Of, Math.Exp, Samples);
        Check(Logarithm<TVector>.Of, Math.Log, [.. Samples.Where(s => s > 0)]);
        Gen.Float[-87, 88].Array[64].Sample(x => Check(Exponential<TVector>.Of, Math.Exp, x), iter: 200);
        Gen.Float[1e-30f, 1e30f].Array[64].Sample(x => Check(Logarithm<TVector>.Of, Math.Log, x), iter: 200);
        Gen.Float[0.5f, 2f].Array[64].Sample(x => Check(Logarithm<TVector>.Of, Math.Log, x), iter: 200);
    }

    [Fact]
    public void The_exponential_saturates_and_keeps_NaN()
    {
        float One(float x)
        {
            var lanes = stackalloc float[TVector.Lanes];
            TVector.Store(Exponential<TVector>.Of(TVector.Broadcast(x)), lanes);
            return lanes[0];
        }

        Assert.InRange(One(1000), 1e38f, float.MaxValue);
        Assert.InRange(One(-1000), float.Epsilon, 2e-38f);
        Assert.True(float.IsNaN(One(float.NaN)));
    }

    [Fact]
    public void Arithmetic_is_lane_wise()
    {
        Check(v => v + TVector.Broadcast(2), x => x + 2, Samples);
        Check(v => v - TVector.Broadcast(2), x => x - 2, Samples);
        Check(v => v * v, x => x * x, Samples);
        Check(v => TVector.Broadcast(1) / v, x => 1 / x, [.. Samples.Where(s => s != 0)]);
        Check(v => TVector.DivideNearly(TVector.Broadcast(3), v), x => 3 / x, [.. Samples.Where(s => s != 0)]);
        Check(v => TVector.MultiplyAdd(v, v, v), x => x * x + x, Samples);
        Check(TVector.Sqrt, Math.Sqrt, [.. Samples.Where(s => s >= 0)]);
        Check(v => TVector.Max(v, TVector.Zero), x => Math.Max(x, 0), Samples);
        Check(v => TVector.Min(v, TVector.Zero), x => Math.Min(x, 0), Samples);
        Check(TVector.Round, x => Math.Round(x), Samples);
        Check(v => TVector.Scale(v, TVector.Round(v)), x => x * Math.Pow(2, Math.Round(x)), [.. Samples.Where(s => Math.Abs(s) < 127)]);
        Check(v => TVector.WherePositive(v, TVector.Broadcast(5)), x => x > 0 ? 5 : 0, Samples);
    }

    [Fact]
    public void Exclusive_or_takes_the_bits_as_they_are()
    {
        Check(v => v ^ TVector.Broadcast(-0f), x => -x, Samples);
        // A signalling NaN against itself and a subnormal against 0: arithmetic would change or slow down both.
        var lanes = stackalloc float[TVector.Lanes];
        var odd = TVector.Broadcast(BitConverter.UInt32BitsToSingle(0x7f80_0001));
        TVector.Store(odd ^ odd ^ TVector.Broadcast(float.Epsilon), lanes);
        for (var lane = 0; lane < TVector.Lanes; lane++)
            Assert.Equal(float.Epsilon, lanes[lane]);
    }

    [Fact]
    public void Exclusive_or_of_three_is_that_of_two_twice()
    {
        Check(v => TVector.ExclusiveOr(v, TVector.Broadcast(3), TVector.Broadcast(3)), x => x, Samples);
        Check(v => TVector.ExclusiveOr(TVector.Broadcast(3), v, TVector.Broadcast(-3)), x => -x, Samples);
    }

    [Fact]
    public void The_first_lane_is_the_lowest_address()
    {
        var lanes = stackalloc float[TVector.Lanes];
        for (var i = 0; i < TVector.Lanes; i++)
            lanes[i] = i + 7;
        Assert.Equal(7, TVector.First(TVector.Load(lanes)));
    }

    [Fact]
    public void The_sum_adds_every_lane()
    {
        var lanes = stackalloc float[TVector.Lanes];
        for (var i = 0; i < TVector.Lanes; i++)
            lanes[i] = 1 << i;
        Assert.Equal((1 << TVector.Lanes) - 1, TVector.Sum(TVector.Load(lanes)));
    }

    [Fact]
    public void The_sums_of_four_vectors_stand_in_their_order()
    {
        var lanes = stackalloc float[4 * TVector.Lanes];
        for (var i = 0; i < 4 * TVector.Lanes; i++)
            lanes[i] = 1 << (i % TVector.Lanes + i / TVector.Lanes);
        TVector Vector(int i) => TVector.Load(lanes + i * TVector.Lanes);
        var sums = stackalloc float[4];
        TVector.StoreSums(Vector(0), Vector(1), Vector(2), Vector(3), sums);
        for (var i = 0; i < 4; i++)
            Assert.Equal(((1 << TVector.Lanes) - 1) << i, sums[i]);
    }

    private static void Check(Func<TVector, TVector> actual, Func<double, double> expected, float[] samples)
    {
        var lanes = stackalloc float[TVector.Lanes];
        for (var i = 0; i < samples.Length; i++)
        {
            for (var lane = 0; lane < TVector.Lanes; lane++)
                lanes[lane] = samples[(i + lane) % samples.Length];
            TVector.Store(actual(TVector.Load(lanes)), lanes);
            for (var lane = 0; lane < TVector.Lanes; lane++)
            {
                var value = (float)expected(samples[(i + lane) % samples.Length]);
                Assert.InRange(lanes[lane], value - Tolerance(value), value + Tolerance(value));
            }
        }
    }

    private static float Tolerance(float value) => 2 * (MathF.BitIncrement(MathF.Abs(value)) - MathF.Abs(value));
}

public sealed class V512Tests : VectorTests<V512>;

public sealed class V256Tests : VectorTests<V256>;

public sealed class V128Tests : VectorTests<V128>;

public sealed class V1Tests : VectorTests<V1>;

public sealed class SimdSelectionTests
{
    [Fact]
    public void Without_a_demand_the_widest_available_path_runs() => Assert.Equal(SimdSelection.Available[^1], SimdSelection.Choose(null));

    [Fact]
    public void Every_available_path_can_be_demanded() =>
        Assert.All(SimdSelection.Available, path => Assert.Equal(path, SimdSelection.Choose(SimdSelection.NameOf(path))));

    [Theory]
    [InlineData("v1024")]
    [InlineData("2")]
    public void An_unknown_path_is_refused(string name) =>
        Assert.Contains(name, Assert.Throws<UnavailableException>(() => SimdSelection.Choose(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_path_that_the_process_cannot_run_is_refused()
    {
        var missing = Enum.GetValues<SimdPath>().Except(SimdSelection.Available).ToList();
        Assert.All(missing, path => Assert.Throws<UnavailableException>(() => SimdSelection.Choose(SimdSelection.NameOf(path))));
    }

    [Fact]
    public void The_runtime_switch_of_this_run_took_effect()
    {
        // CI runs the suite once per switch and says which path must be the widest.
        if (Environment.GetEnvironmentVariable("BUTTERE_TEST_WIDEST_SIMD") is { } widest)
            Assert.Equal(widest, SimdSelection.NameOf(SimdSelection.Available[^1]));
    }
}
