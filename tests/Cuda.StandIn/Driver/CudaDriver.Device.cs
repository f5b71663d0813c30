namespace ButterE.Cuda.StandIn.Driver;

internal sealed partial class CudaDriver
{
    /// <summary>cuDeviceGetAttribute; the numbers are those of CUdevice_attribute.</summary>
    public CudaResult DeviceAttribute(out int value, int attribute)
    {
        var found = Attribute(attribute);
        value = found ?? 0;
        return found is null ? CudaResult.ERROR_INVALID_VALUE : CudaResult.SUCCESS;
    }

    private int? Attribute(int attribute) => attribute switch
    {
        1 => DeviceModel.ThreadsPerBlock,
        2 or 3 => 1024, // MAX_BLOCK_DIM_X, Y
        4 => 64, // MAX_BLOCK_DIM_Z
        5 => int.MaxValue, // MAX_GRID_DIM_X
        6 or 7 => 65535, // MAX_GRID_DIM_Y, Z
        8 => Device.SharedPerBlock,
        9 => 65536, // TOTAL_CONSTANT_MEMORY
        10 => DeviceModel.WarpSize,
        11 => int.MaxValue, // MAX_PITCH
        12 or 82 => 65536, // MAX_REGISTERS_PER_BLOCK, PER_MULTIPROCESSOR
        13 or 36 => 1_000_000, // CLOCK_RATE, MEMORY_CLOCK_RATE, kHz
        14 => 512, // TEXTURE_ALIGNMENT
        16 => DeviceModel.Multiprocessors,
        15 or 17 or 18 or 20 or 32 or 33 or 34 or 35 or 50 => 0, // overlap, timeout, integrated, compute mode, ECC, PCI bus and device, TCC, PCI domain
        19 or 31 or 40 or 41 or 91 => 1, // mapped host memory, concurrent kernels, engines, unified addresses, host pointers of registered memory
        37 => 64, // GLOBAL_MEMORY_BUS_WIDTH
        38 => DeviceModel.CacheBytes,
        39 => DeviceModel.ThreadsPerMultiprocessor,
        75 => Device.Capability.Major,
        76 => Device.Capability.Minor,
        78 or 83 or 89 or 90 or 115 => 0, // stream priorities, managed memory, its concurrent use, preemption, memory pools
        81 => Device.SharedPerMultiprocessor,
        95 => 1, // COOPERATIVE_LAUNCH
        97 => Device.SharedOptIn,
        106 => DeviceModel.BlocksPerMultiprocessor,
        111 => Device.SharedReserved,
        _ => null,
    };
}
