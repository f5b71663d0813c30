namespace ButterE.Cuda.StandIn.Driver;

/// <summary>
/// The device that is presented. Limits are those of the CUDA C++ Programming Guide, "Technical Specifications per Compute Capability"; the number of
/// multiprocessors and the memory are small, to be filled quickly.
/// </summary>
/// <param name="Capability">Compute capability.</param>
/// <param name="SharedOptIn">Shared memory of a block at most, after cuFuncSetAttribute.</param>
/// <param name="SharedPerMultiprocessor">Shared memory of a multiprocessor.</param>
/// <param name="SharedReserved">Shared memory that the system takes of each block.</param>
internal sealed record DeviceModel(Version Capability, int SharedOptIn, int SharedPerMultiprocessor, int SharedReserved)
{
    public const int Multiprocessors = 4, ThreadsPerBlock = 1024, ThreadsPerMultiprocessor = 2048, BlocksPerMultiprocessor = 32, WarpSize = 32;
    public const long MemoryBytes = 1L << 30;
    public const int CacheBytes = 4 << 20;
    public const int DriverVersion = 12040;
    public const string Name = "PTX interpreter, no GPU";

    /// <summary>Shared memory of a block without asking.</summary>
    public int SharedPerBlock => 48 << 10;

    /// <summary>The device of a compute capability.</summary>
    public static DeviceModel Of(string capability) => capability switch
    {
        "7.0" => new DeviceModel(new Version(7, 0), 96 << 10, 96 << 10, 0),
        "8.0" => new DeviceModel(new Version(8, 0), 163 << 10, 164 << 10, 1 << 10),
        "9.0" => new DeviceModel(new Version(9, 0), 227 << 10, 228 << 10, 1 << 10),
        _ => throw new ArgumentException($"{Settings.CapabilityVariable}={capability}: use 7.0, 8.0 or 9.0"),
    };

    /// <summary>Blocks that a multiprocessor holds at once; registers are not counted.</summary>
    public int Occupancy(int threads, long shared)
    {
        var warps = (threads + WarpSize - 1) / WarpSize;
        var byThreads = ThreadsPerMultiprocessor / (warps * WarpSize);
        var byShared = shared + SharedReserved == 0 ? BlocksPerMultiprocessor : (int)(SharedPerMultiprocessor / (shared + SharedReserved));
        return Math.Min(BlocksPerMultiprocessor, Math.Min(byThreads, byShared));
    }
}
