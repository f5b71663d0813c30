using System.Runtime.CompilerServices;
using ButterE.Cuda.StandIn.Decoding;
using ButterE.Cuda.StandIn.Driver;
using ButterE.Cuda.StandIn.Execution;
using ButterE.Cuda.StandIn.Memory;

namespace ButterE.Cuda.StandIn.Instructions;

/// <summary>A state space: turns an address into a place of this process, or ends the launch.</summary>
internal unsafe interface IStateSpace
{
    static abstract byte* Resolve(Instruction* i, Lane lane, ulong address, int size, Access access);
}

/// <summary>Global memory.</summary>
internal readonly unsafe struct GlobalSpace : IStateSpace
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Resolve(Instruction* i, Lane lane, ulong address, int size, Access access)
    {
        if (i->Generation != lane.Block.Memory.Generation || address - i->Start > i->Length - (ulong)size)
            Find(i, lane, address, size);
        if ((address & (ulong)(size - 1)) != 0)
            throw lane.Fault(i, CudaResult.ERROR_MISALIGNED_ADDRESS, $"address 0x{address:x} is not a multiple of {size}");
        return (byte*)address;
    }

    private static void Find(Instruction* i, Lane lane, ulong address, int size)
    {
        var memory = lane.Block.Memory;
        var (start, length) = memory.Find(address);
        if (length < (ulong)size || address - start > length - (ulong)size)
            throw lane.Fault(i, CudaResult.ERROR_ILLEGAL_ADDRESS, $"{size} bytes at {memory.Describe(address)}");
        (i->Generation, i->Start, i->Length) = (memory.Generation, start, length);
    }
}

/// <summary>Shared memory of the block.</summary>
internal readonly unsafe struct SharedSpace : IStateSpace
{
    public static byte* Resolve(Instruction* i, Lane lane, ulong address, int size, Access access)
    {
        var pointer = Check(i, lane, address, size);
        if (lane.Block.Shared.Hazards?.Touch(lane.Thread, address, size, access) is { } race)
            throw Race(i, lane, address, access, race);
        return pointer;
    }

    public static byte* Check(Instruction* i, Lane lane, ulong address, int size)
    {
        var shared = lane.Block.Shared;
        if (address > (ulong)shared.Bytes || (ulong)shared.Bytes - address < (ulong)size)
            throw lane.Fault(i, CudaResult.ERROR_ILLEGAL_ADDRESS, $"{size} bytes at 0x{address:x} of {shared.Bytes} bytes of shared memory");
        if ((address & (ulong)(size - 1)) != 0)
            throw lane.Fault(i, CudaResult.ERROR_MISALIGNED_ADDRESS, $"shared address 0x{address:x} is not a multiple of {size}");
        return shared.Pointer + address;
    }

    public static KernelFault Race(Instruction* i, Lane lane, ulong address, Access access, string race) => lane.Fault(
        i, CudaResult.ERROR_LAUNCH_FAILED, $"race in shared memory: {(access == Access.Read ? "a read" : "a write")} at 0x{address:x} {race}, and no barrier between");
}

/// <summary>Local memory of the thread.</summary>
internal readonly unsafe struct LocalSpace : IStateSpace
{
    public static byte* Resolve(Instruction* i, Lane lane, ulong address, int size, Access access)
    {
        if (address > (ulong)lane.LocalBytes || (ulong)lane.LocalBytes - address < (ulong)size)
            throw lane.Fault(i, CudaResult.ERROR_ILLEGAL_ADDRESS, $"{size} bytes at 0x{address:x} of {lane.LocalBytes} bytes of local memory");
        if ((address & (ulong)(size - 1)) != 0)
            throw lane.Fault(i, CudaResult.ERROR_MISALIGNED_ADDRESS, $"local address 0x{address:x} is not a multiple of {size}");
        return lane.Local + address;
    }
}

/// <summary>Parameters of the kernel.</summary>
internal readonly unsafe struct ParameterSpace : IStateSpace
{
    public static byte* Resolve(Instruction* i, Lane lane, ulong address, int size, Access access)
    {
        var arguments = lane.Block.Launch.Arguments;
        if (access != Access.Read || address > (ulong)arguments.Length || (ulong)arguments.Length - address < (ulong)size)
            throw lane.Fault(i, CudaResult.ERROR_ILLEGAL_ADDRESS, $"{size} bytes at 0x{address:x} of {arguments.Length} bytes of parameters");
        // The arguments are pinned (Launch).
        return (byte*)Unsafe.AsPointer(ref arguments[0]) + address;
    }
}

/// <summary>Any memory, by the window that the address is in.</summary>
internal readonly unsafe struct GenericSpace : IStateSpace
{
    public static byte* Resolve(Instruction* i, Lane lane, ulong address, int size, Access access) =>
        AddressWindows.IsShared(address) ? SharedSpace.Resolve(i, lane, address - AddressWindows.Shared, size, access)
        : AddressWindows.IsLocal(address) ? LocalSpace.Resolve(i, lane, address - AddressWindows.Local, size, access)
        : GlobalSpace.Resolve(i, lane, address, size, access);
}
