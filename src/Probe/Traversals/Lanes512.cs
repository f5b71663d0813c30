using System.Runtime.Intrinsics;

namespace ButterE.Probe.Traversals;

/// <summary>16 lanes in one 512-bit register.</summary>
internal readonly unsafe struct Lanes512(Vector512<float> value) : ILanes<Lanes512>
{
    private readonly Vector512<float> value = value;

    public static string Path => "v512";

    public static Lanes512 Broadcast(float value) => new(Vector512.Create(value));

    public static Lanes512 Load(float* address) => new(Vector512.Load(address));

    public static void Store(Lanes512 value, float* address) => value.value.Store(address);

    public static Lanes512 Xor(Lanes512 a, Lanes512 b) => new(a.value ^ b.value);

    public static Lanes512 FusedMultiplyAdd(Lanes512 a, Lanes512 b, Lanes512 c) => new(Vector512.FusedMultiplyAdd(a.value, b.value, c.value));

    public static float First(Lanes512 value) => value.value.ToScalar();
}
