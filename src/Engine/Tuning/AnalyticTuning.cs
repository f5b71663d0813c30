using ButterE.Engine.Training;
using ButterE.Kernels.Gemm;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Machine;

namespace ButterE.Engine.Tuning;

/// <summary>The choices that follow from the caches that the machine declares, without a measurement.</summary>
public static class AnalyticTuning
{
    /// <summary>The second-level cache and the lanes for which the constants of <see cref="GemmBlocking"/> were measured.</summary>
    private const long UsualL2 = 1 << 20;

    // Caches of cores that exist; what a virtual machine declares outside of this is no evidence.
    private const long LeastL2 = 128 << 10, MostL2 = 64 << 20;

    /// <summary>The tuning of this machine.</summary>
    /// <param name="path">The SIMD path.</param>
    /// <exception cref="InputException">BUTTERE_SYSFS names a folder that does not exist, or sysfs lists a size that is no number.</exception>
    public static TrainerTuning Of(SimdPath path) => Of(path, DeclaredCaches.MostCredible(DeclaredCaches.Read()));

    /// <summary>
    /// The tuning for some caches: blocks take the share of L2 that they take of 1 MiB by the constants, and as many steps of K more as a panel of
    /// narrower vectors has fewer bytes a step. A second level that is not declared, or not credibly, counts as 1 MiB.
    /// </summary>
    /// <param name="path">The SIMD path.</param>
    /// <param name="caches">One declaration for each level.</param>
    internal static TrainerTuning Of(SimdPath path, IReadOnlyList<DeclaredCache> caches)
    {
        var declared = caches.FirstOrDefault(cache => cache.Level == 2)?.Bytes;
        var larger = declared is >= LeastL2 and <= MostL2 ? (double)declared / UsualL2 : 1;
        return new TrainerTuning { Blocking = new(Scaled(GemmBlocking.AlongColumns), Scaled(GemmBlocking.AlongRows)) };

        GemmBlocking Scaled(GemmBlocking usual) =>
            new((int)(usual.Steps * larger * V512.Lanes / LanesOf(path)), (int)(usual.RowFloats * larger));
    }

    private static int LanesOf(SimdPath path) => path switch
    {
        SimdPath.V512 => V512.Lanes,
        SimdPath.V256 => V256.Lanes,
        SimdPath.V128 => V128.Lanes,
        _ => V1.Lanes,
    };
}
