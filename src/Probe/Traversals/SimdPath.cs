using System.Runtime.Intrinsics;
using ButterE.Kernels;

namespace ButterE.Probe.Traversals;

/// <summary>The traversals and the arithmetic ceiling at the width that this machine has, or that BUTTERE_REQUIRE_SIMD demands.</summary>
/// <param name="Name">v512, v256, v128 or scalar.</param>
/// <param name="CreateStreams">Makes a fresh set of read, write and copy; one per thread.</param>
/// <param name="MeasureFlopsPerSecond">Runs the arithmetic ceiling for about so many seconds on the calling thread; FLOP/s.</param>
internal sealed record SimdPath(string Name, Func<IReadOnlyList<ITraversal>> CreateStreams, Func<double, double> MeasureFlopsPerSecond)
{
    private const string Variable = "BUTTERE_REQUIRE_SIMD";

    /// <exception cref="UnavailableException">The environment demands a path that this processor does not have.</exception>
    public static SimdPath Select()
    {
        var required = Environment.GetEnvironmentVariable(Variable);
        var paths = new (SimdPath Path, bool IsAvailable)[]
        {
            (Of<Lanes512>(), Vector512.IsHardwareAccelerated),
            (Of<Lanes256>(), Vector256.IsHardwareAccelerated),
            (Of<Lanes128>(), Vector128.IsHardwareAccelerated),
            (Of<LanesScalar>(), true),
        };
        if (string.IsNullOrEmpty(required))
            return paths.First(p => p.IsAvailable).Path;
        var (path, isAvailable) = paths.FirstOrDefault(p => p.Path.Name == required);
        if (path is null)
            throw new UnavailableException($"{Variable}={required}: unknown; known are {string.Join(", ", paths.Select(p => p.Path.Name))}");
        return isAvailable ? path : throw new UnavailableException($"{Variable}={required}: this processor has no such vectors");
    }

    private static SimdPath Of<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes> =>
        new(TLanes.Path, () => [new StreamRead<TLanes>(), new StreamWrite<TLanes>(), new StreamCopy<TLanes>()], MultiplyAddCeiling<TLanes>.Measure);
}
