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

    // In more than 1 MiB: 256 rows of half of 2 MiB. The way of the batch is then a small part, and caches larger than that are shared by cores.
    private const int StepsBeyondUsual = 1024, MostRowFloats = 256 << 10;

    /// <summary>The tuning of this machine.</summary>
    /// <param name="path">The SIMD path.</param>
    /// <exception cref="InputException">BUTTERE_SYSFS names a folder that does not exist, or sysfs lists a size that is no number.</exception>
    public static TrainerTuning Of(SimdPath path) => Of(path, DeclaredCaches.MostCredible(DeclaredCaches.Read()));

    /// <summary>
    /// The tuning for some caches. In less than 1 MiB of L2 blocks take the share that they take of 1 MiB by the constants; in more, both products take as
    /// many steps of K and as many rows as ran fastest with 2 MiB: the block of A is half of the cache, so that the batch comes from L3 seldom
    /// (docs/decisions/0009). Narrower vectors take as many steps more as their panels have fewer bytes a step. A second level that is not
    /// declared, or not credibly, counts as 1 MiB.
    /// </summary>
    /// <param name="path">The SIMD path.</param>
    /// <param name="caches">One declaration for each level.</param>
    internal static TrainerTuning Of(SimdPath path, IReadOnlyList<DeclaredCache> caches)
    {
        var declared = caches.FirstOrDefault(cache => cache.Level == 2)?.Bytes;
        var larger = declared is >= LeastL2 and <= MostL2 ? (double)declared / UsualL2 : 1;
        return new TrainerTuning { Blocking = new(Scaled(GemmBlocking.AlongColumns), Scaled(GemmBlocking.AlongRows)) };

        GemmBlocking Scaled(GemmBlocking usual)
        {
            var (steps, rowFloats) = larger > 1
                ? (StepsBeyondUsual, Math.Min(larger * UsualL2 / 2 / sizeof(float), MostRowFloats))
                : (usual.Steps * larger, usual.RowFloats * larger);
            return new((int)(steps * V512.Lanes / LanesOf(path)), (int)rowFloats);
        }
    }

    private static int LanesOf(SimdPath path) => path switch
    {
        SimdPath.V512 => V512.Lanes,
        SimdPath.V256 => V256.Lanes,
        SimdPath.V128 => V128.Lanes,
        _ => V1.Lanes,
    };
}
