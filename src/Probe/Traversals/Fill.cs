using ButterE.Probe.Memory;

namespace ButterE.Probe.Traversals;

/// <summary>What arithmetic finds in a working set.</summary>
internal static unsafe class Fill
{
    private const int ChunkFloats = 1 << 28;

    /// <summary>Sets every float to 1.</summary>
    public static void Ones(WorkingSet set)
    {
        var floats = set.Bytes / sizeof(float);
        for (var done = 0L; done < floats; done += ChunkFloats)
            new Span<float>((float*)set.Address + done, (int)Math.Min(ChunkFloats, floats - done)).Fill(1);
    }
}
