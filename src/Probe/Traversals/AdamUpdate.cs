using ButterE.Kernels.Memory;
using ButterE.Kernels.Optimizer;
using ButterE.Kernels.Simd;
using ButterE.Probe.Memory;

namespace ButterE.Probe.Traversals;

/// <summary>
/// The engine's own pass of Adam: the working set is four equal arrays, gradient, parameters and both moments; all are loaded, and all but the
/// gradient are stored.
/// </summary>
internal sealed class AdamUpdate<TVector> : ITraversal
    where TVector : unmanaged, IVector<TVector>
{
    private const int Arrays = 4, StoredArrays = 3;

    /// <summary>Per parameter: three operations for each moment, five for the step, and a square root counts one.</summary>
    private const int FlopsPerParameter = 12;

    // A rate of 0 does all the work and leaves the parameters.
    private static readonly AdamStep Step = new(Rate: 0);

    private PanelMatrix<TVector>[] matrices = [];

    public string Name => "adam";

    public long BytesPerPass(long workingSetBytes) => workingSetBytes * (Arrays + StoredArrays) / Arrays;

    public long FlopsPerPass(long workingSetBytes) => workingSetBytes / (Arrays * sizeof(float)) * FlopsPerParameter;

    public int StreamCount => Arrays;

    public long StepsPerPass(long workingSetBytes) => 1;

    public void Prepare(WorkingSet set, ref SplitMix64 random)
    {
        var bytes = set.Bytes / Arrays;
        var rows = checked((int)(bytes / sizeof(float) / Panel<TVector>.Width));
        matrices = [.. Enumerable.Range(0, Arrays)
            .Select(i => new PanelMatrix<TVector>(rows, Panel<TVector>.Width, set.Address + (nint)(i * bytes)))];
        // Whatever bits a traversal before left could be subnormal numbers, which are slow, or none, which spread.
        Fill.Ones(set);
        Run(set, 1);
    }

    public void Run(WorkingSet set, long steps)
    {
        for (; steps > 0; steps--)
            Adam<TVector>.Update(Step, matrices[0], matrices[1], matrices[2], matrices[3], 0, matrices[0].Length);
    }
}
