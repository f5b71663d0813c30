using System.Runtime.InteropServices;

namespace ButterE.Cuda.StandIn.Driver;

// Launches.
internal static unsafe partial class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "cuLaunchKernel")]
    private static CudaResult LaunchKernel(
        nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint shared, nint stream, void** parameters, void** extra) =>
        Run(driver =>
        driver.Launch(function, new((gridX, gridY, gridZ), (blockX, blockY, blockZ), shared), stream, parameters, extra, isCooperative: false));

    [UnmanagedCallersOnly(EntryPoint = "cuLaunchCooperativeKernel")]
    private static CudaResult LaunchCooperativeKernel(
        nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint shared, nint stream, void** parameters) =>
        Run(driver =>
        driver.Launch(function, new((gridX, gridY, gridZ), (blockX, blockY, blockZ), shared), stream, parameters, null, isCooperative: true));

    [UnmanagedCallersOnly(EntryPoint = "cuOccupancyMaxActiveBlocksPerMultiprocessor")]
    private static CudaResult OccupancyMaxActiveBlocksPerMultiprocessor(
        int* blocks, nint function, int threads, nuint shared) =>
        Run(driver => driver.Occupancy(out *blocks, function, threads, (long)shared));

    [UnmanagedCallersOnly(EntryPoint = "cuOccupancyMaxPotentialBlockSize")]
    private static CudaResult OccupancyMaxPotentialBlockSize(
        int* grid, int* block, nint function, delegate* unmanaged[Cdecl]<int, nuint> sharedOf, nuint shared, int limit) =>
        Run(driver =>
        driver.BestBlock(out *grid, out *block, function, size => (long)(sharedOf is null ? shared : sharedOf(size)), limit));
}
