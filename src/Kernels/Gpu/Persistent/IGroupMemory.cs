using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Tiles;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Persistent;

/// <summary>Where the teams of a group keep the slices of their blocks. A type parameter, because OpenCL's compilers know only the first way.</summary>
public interface IGroupMemory
{
    /// <summary>Shared memory for all teams of the group.</summary>
    /// <typeparam name="TTile">The block of a team.</typeparam>
    static abstract ArrayView<Float4> Take<TTile>()
        where TTile : struct, IBlockTile;
}

/// <summary>As much as every device has.</summary>
public readonly struct FixedMemory : IGroupMemory
{
    /// <summary>Teams that find room in 48 KiB.</summary>
    public const int Teams = 16;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ArrayView<Float4> Take<TTile>()
        where TTile : struct, IBlockTile => SharedMemory.Allocate<Float4>(Teams * TTile.SharedLength);
}

/// <summary>As much as the launch asks for, which may be beyond 48 KiB (<see cref="Devices.DeviceSession.AllowShared"/>).</summary>
public readonly struct RequestedMemory : IGroupMemory
{
    /// <summary>Teams at most: as many as the registers of their threads leave room for.</summary>
    public const int MostTeams = 32;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ArrayView<Float4> Take<TTile>()
        where TTile : struct, IBlockTile => SharedMemory.GetDynamic<Float4>();
}
