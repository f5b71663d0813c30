namespace ButterE.Probe.Traversals;

/// <summary>One vector register of single-precision lanes, as wide as the machine has it; the loops of the traversals are written once over it.</summary>
internal unsafe interface ILanes<TSelf>
    where TSelf : unmanaged, ILanes<TSelf>
{
    /// <summary>Name of the SIMD path as the environment variable BUTTERE_REQUIRE_SIMD spells it.</summary>
    static abstract string Path { get; }

    static abstract TSelf Broadcast(float value);

    static abstract TSelf Load(float* address);

    static abstract void Store(TSelf value, float* address);

    static abstract TSelf Xor(TSelf a, TSelf b);

    static abstract TSelf FusedMultiplyAdd(TSelf a, TSelf b, TSelf c);

    static abstract float First(TSelf value);
}
