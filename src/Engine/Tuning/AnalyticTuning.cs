using ButterE.Engine.Training;
using ButterE.Kernels.Gemm;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Compute;
using ButterE.Probe.Machine;

namespace ButterE.Engine.Tuning;

/// <summary>The choices that follow from the caches that the machine declares, without a measurement.</summary>
public static class AnalyticTuning
{
    /// <summary>The second-level cache and the lanes for which the constants of <see cref="GemmBlocking"/> were measured.</summary>
    private const long UsualL2 = 1 << 20;

    // Caches of cores that exist; what a virtual machine declares outside of this is no evidence.
    private const long LeastL2 = 128 << 10, MostL2 = 64 << 20;

    // Half of 2 MiB: larger second levels are shared by cores.
    private const int MostFloats = 256 << 10;

    // Steps of parameters that stay in more than 1 MiB.
    private const int StepsBeyondUsual = 1024;

    /// <summary>The tuning of this machine.</summary>
    /// <param name="path">The SIMD path.</param>
    /// <exception cref="InputException">BUTTERE_SYSFS names a folder that does not exist, or sysfs lists a size that is no number.</exception>
    public static TrainerTuning Of(SimdPath path) => Of(path, DeclaredCaches.MostCredible(DeclaredCaches.Read()));

    /// <summary>The tuning for some caches. A second level that is not declared, or not credibly, counts as 1 MiB.</summary>
    /// <param name="path">The SIMD path.</param>
    /// <param name="caches">One declaration for each level.</param>
    internal static TrainerTuning Of(SimdPath path, IReadOnlyList<DeclaredCache> caches) => new() { Blocking = Orders(path, caches).Chosen };

    /// <summary>
    /// The blocks for both orders of the loops, the better one first: in up to 1 MiB of L2 a block of the parameters stays there, in more one of the batch
    /// (docs/decisions/0009).
    /// </summary>
    /// <param name="path">The SIMD path.</param>
    /// <param name="caches">One declaration for each level.</param>
    internal static (LayerBlocking Chosen, LayerBlocking Other) Orders(SimdPath path, IReadOnlyList<DeclaredCache> caches)
    {
        var share = caches.FirstOrDefault(cache => cache.Level == 2)?.Bytes is >= LeastL2 and <= MostL2 and var declared ? (double)declared / UsualL2 : 1;
        var half = (int)Math.Min(share * UsualL2 / 2 / sizeof(float), MostFloats);
        // What sums are cut into is at most half as long again as asked, and then takes no more than the half.
        var batch = new GemmBlocking(Steps: half * 5 / 8 / BlockingBenchmark.Batch, RowFloats: half, PanelFloats: half);
        LayerBlocking keepingBatch = new(batch, batch), keepingParameters = new(Parameters(GemmBlocking.AlongColumns), Parameters(GemmBlocking.AlongRows));
        return share > 1 ? (keepingBatch, keepingParameters) : (keepingParameters, keepingBatch);

        // Narrower vectors take as many steps more as their panels have fewer bytes a step.
        GemmBlocking Parameters(GemmBlocking usual)
        {
            var (steps, rowFloats) = share > 1 ? (StepsBeyondUsual, half) : (usual.Steps * share, usual.RowFloats * share);
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
