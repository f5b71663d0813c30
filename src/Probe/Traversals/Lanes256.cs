using System.Runtime.Intrinsics;

namespace ButterE.Probe.Traversals;

/// <summary>8 lanes in one 256-bit register.</summary>
internal readonly unsafe struct Lanes256(Vector256<float> value) : ILanes<Lanes256>
{
    private readonly Vector256<float> value = value;

    public static string Path => "v256";

    public static Lanes256 Broadcast(float value) => new(Vector256.Create(value));

    public static Lanes256 Load(float* address) => new(Vector256.Load(address));

    public static void Store(Lanes256 value, float* address) => value.value.Store(address);

    public static Lanes256 Xor(Lanes256 a, Lanes256 b) => new(a.value ^ b.value);

    public static Lanes256 FusedMultiplyAdd(Lanes256 a, Lanes256 b, Lanes256 c) => new(Vector256.FusedMultiplyAdd(a.value, b.value, c.value));

    public static float First(Lanes256 value) => value.value.ToScalar();
}
