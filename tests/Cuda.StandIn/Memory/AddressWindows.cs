namespace ButterE.Cuda.StandIn.Memory;

/// <summary>Where shared and local memory appear among generic addresses: far from what a host's process uses.</summary>
internal static class AddressWindows
{
    public const ulong Shared = 0x7a00_0000_0000_0000, Local = 0x7b00_0000_0000_0000, Size = 1UL << 32;

    public static bool IsShared(ulong address) => address - Shared < Size;

    public static bool IsLocal(ulong address) => address - Local < Size;
}
