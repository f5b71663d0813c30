namespace ButterE.Probe.Traversals;

/// <summary>One lane: the path for machines without vectors.</summary>
internal readonly unsafe struct LanesScalar(float value) : ILanes<LanesScalar>
{
    private readonly float value = value;

    public static string Path => "scalar";

    public static LanesScalar Broadcast(float value) => new(value);

    public static LanesScalar Load(float* address) => new(*address);

    public static void Store(LanesScalar value, float* address) => *address = value.value;

    public static LanesScalar Xor(LanesScalar a, LanesScalar b) =>
        new(BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(a.value) ^ BitConverter.SingleToUInt32Bits(b.value)));

    public static LanesScalar FusedMultiplyAdd(LanesScalar a, LanesScalar b, LanesScalar c) => new(MathF.FusedMultiplyAdd(a.value, b.value, c.value));

    public static float First(LanesScalar value) => value.value;
}
