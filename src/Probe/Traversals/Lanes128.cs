using System.Runtime.Intrinsics;

namespace ButterE.Probe.Traversals;

/// <summary>4 lanes in one 128-bit register.</summary>
internal readonly unsafe struct Lanes128(Vector128<float> value) : ILanes<Lanes128>
{
    private readonly Vector128<float> value = value;

    public static string Path => "v128";

    public static Lanes128 Broadcast(float value) => new(Vector128.Create(value));

    public static Lanes128 Load(float* address) => new(Vector128.Load(address));

    public static void Store(Lanes128 value, float* address) => value.value.Store(address);

    public static Lanes128 Xor(Lanes128 a, Lanes128 b) => new(a.value ^ b.value);

    public static Lanes128 FusedMultiplyAdd(Lanes128 a, Lanes128 b, Lanes128 c) => new(Vector128.FusedMultiplyAdd(a.value, b.value, c.value));

    public static float First(Lanes128 value) => value.value.ToScalar();
}
