using ButterE.Engine.Training;
using ButterE.Kernels.Gemm;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Machine;

namespace ButterE.Engine.Tuning;

/// <summary>The choices that follow from the caches that the machine declares, without a measurement.</summary>
public static class AnalyticTuning
{
    // Caches of cores that exist; what a virtual machine declares outside of this is no evidence.
    private const long LeastL1 = 16 << 10, MostL1 = 256 << 10, LeastL2 = 128 << 10, MostL2 = 64 << 20;

    /// <summary>The tuning of this machine.</summary>
    /// <param name="path">The SIMD path.</param>
    /// <exception cref="InputException">BUTTERE_SYSFS names a folder that does not exist, or sysfs lists a size that is no number.</exception>
    public static TrainerTuning Of(SimdPath path) => Of(path, DeclaredCaches.MostCredible(DeclaredCaches.Read()));

    /// <summary>
    /// The tuning for some caches: the forward product keeps a block of B and one of A in an eighth of L2 each, the backward product a block of B in
    /// half of L1 (see <see cref="GemmBlocking"/>). A level that is not declared, or not credibly, leaves the constants, which are those of
    /// 32 KiB and 1 MiB.
    /// </summary>
    /// <param name="path">The SIMD path.</param>
    /// <param name="caches">One declaration for each level.</param>
    internal static TrainerTuning Of(SimdPath path, IReadOnlyList<DeclaredCache> caches)
    {
        // A step of K of one panel of B: two vectors.
        var bytesPerStep = 2 * sizeof(float) * LanesOf(path);
        var (first, second) = (BytesOf(caches, 1, LeastL1, MostL1), BytesOf(caches, 2, LeastL2, MostL2));
        var (forward, backward) = (GemmBlocking.AlongColumns, GemmBlocking.AlongRows);
        if (second is { } l2)
        {
            var part = (int)(l2 / 8);
            forward = new GemmBlocking(part / bytesPerStep, part / sizeof(float));
            backward = backward with { RowFloats = part / sizeof(float) };
        }

        if (first is { } l1)
            backward = backward with { Steps = (int)(l1 / 2) / bytesPerStep };
        return new TrainerTuning { Forward = forward, Backward = backward, Source = TuningSource.Defaults };
    }

    private static long? BytesOf(IReadOnlyList<DeclaredCache> caches, int level, long least, long most)
    {
        var declared = caches.FirstOrDefault(cache => cache.Level == level)?.Bytes;
        return declared >= least && declared <= most ? declared : null;
    }

    private static int LanesOf(SimdPath path) => path switch
    {
        SimdPath.V512 => V512.Lanes,
        SimdPath.V256 => V256.Lanes,
        SimdPath.V128 => V128.Lanes,
        _ => V1.Lanes,
    };
}
