using ButterE.Probe.Memory;

namespace ButterE.Probe.Traversals;

/// <summary>A way to touch every byte of a working set, with what one pass over it moves and computes.</summary>
public interface ITraversal
{
    /// <summary>Name in the profile: <c>chase</c>, <c>read</c>, <c>write</c>, <c>copy</c>, <c>update</c>, …</summary>
    string Name { get; }

    /// <summary>Bytes that one pass loads plus bytes that it stores.</summary>
    /// <param name="workingSetBytes">Size of the working set, bytes.</param>
    long BytesPerPass(long workingSetBytes);

    /// <summary>Floating-point operations of one pass.</summary>
    /// <param name="workingSetBytes">Size of the working set, bytes.</param>
    long FlopsPerPass(long workingSetBytes);

    /// <summary>Places in memory between which the traversal moves back and forth: runs of addresses that go on side by side.</summary>
    int StreamCount { get; }

    /// <summary>Steps that make one pass; a step is the smallest piece that can be run alone (one load of a chase, a whole pass of a stream).</summary>
    /// <param name="workingSetBytes">Size of the working set, bytes.</param>
    long StepsPerPass(long workingSetBytes);

    /// <summary>Lays out the working set and leaves the caches as after many passes.</summary>
    /// <param name="set">The working set; a multiple of <see cref="Granule"/> bytes.</param>
    /// <param name="random">Source of every random choice.</param>
    void Prepare(WorkingSet set, ref SplitMix64 random);

    /// <summary>Goes on with the traversal from where it stopped.</summary>
    /// <param name="set">The working set that was prepared last.</param>
    /// <param name="steps">Steps to make.</param>
    void Run(WorkingSet set, long steps);

    /// <summary>Working sets are multiples of this many bytes, so that unrolled loops need no remainder (16 vectors of 64 bytes).</summary>
    const int Granule = 1024;
}
