using ButterE.Probe.Profile;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Measurement;

/// <summary>Publishes beside a cost what its traversal moves and computes.</summary>
internal static class TraversalMetadata
{
    /// <summary>Bytes and operations per byte are those of a set so large that edges do not count.</summary>
    private const long TypicalBytes = 64 << 20;

    public static TraversalCost AddTo(TraversalCost cost, ITraversal traversal) => cost with
    {
        Streams = traversal.StreamCount,
        BytesMovedPerByte = (double)traversal.BytesPerPass(TypicalBytes) / TypicalBytes,
        FlopsPerByte = (double)traversal.FlopsPerPass(TypicalBytes) / TypicalBytes,
    };
}
