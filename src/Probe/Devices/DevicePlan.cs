using System.Numerics;
using ButterE.Kernels.Gpu.Devices;
using ButterE.Probe.Machine;
using ButterE.Probe.Measurement;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Devices;

/// <summary>Working sets and chain of a device.</summary>
/// <param name="Sweep">Sizes, and how long to go on.</param>
/// <param name="Order">How far apart successive loads of the chase may lie.</param>
/// <param name="NodeBytes">Distance of two nodes of the chain: a line.</param>
/// <param name="RoundsOfAll">Visits to each size by all multiprocessors together.</param>
internal sealed record DevicePlan(SweepPlan Sweep, ChainOrder Order, int NodeBytes, int RoundsOfAll)
{
    // A reported cache is often a part of a larger one, so the sweep goes well beyond it; the places of a chain are 32 bits.
    private const int CachesDeep = 8;
    private const long LeastBytes = 256L << 20, MostBytes = 1L << 30;
    private const long HostBytes = 256L << 20, QuickHostBytes = 128L << 20, SimulatedBytes = 64 << 10;

    public static DevicePlan Of(GpuDevice device, bool quick)
    {
        // The simulator is no machine to be measured: its sweep shows only that everything runs.
        if (device.Id == GpuDevices.Simulator)
            return new(new SweepPlan(SimulatedBytes, 0, 3, 3), ChainOrder.Local, PointerChase.LineBytes, RoundsOf(quick));
        if (device.IsHostProcessor)
        {
            // Device and host each hold a copy of the largest set.
            var most = (long)BitOperations.RoundUpToPowerOf2((ulong)GrantedMemory.AvailableBytes / 16);
            return new(PlanTo(Math.Min(quick ? QuickHostBytes : HostBytes, most), quick), ChainOrder.Local, PointerChase.LineBytes, RoundsOf(quick));
        }

        var wanted = (long)BitOperations.RoundUpToPowerOf2((ulong)((device.CacheBytes ?? 0) * CachesDeep));
        var last = Math.Min(Math.Clamp(wanted, LeastBytes, MostBytes), (device.MemoryBytes ?? long.MaxValue) / 4);
        // Pages of 2 MiB: blocks of the local chain would only make the visits to one size differ by which block they met.
        return new(PlanTo(last, quick), ChainOrder.Random, 2 * PointerChase.LineBytes, RoundsOf(quick));
    }

    private static SweepPlan PlanTo(long lastBytes, bool quick) => quick ? new(lastBytes, 10, 5, 16) : new(lastBytes, 60, 12, 60);

    private static int RoundsOf(bool quick) => quick ? 5 : 12;
}
