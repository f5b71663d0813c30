using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Access;

/// <summary>
/// Passes over a working set, each group over a part of its own, its threads side by side. What is read is added up, so that no compiler can leave a
/// load out; of four loads at a time none waits for another.
/// </summary>
public static class StreamKernels
{
    /// <summary>Loads or stores of a thread at a time.</summary>
    public const int Unroll = 4;

    /// <summary>Units of four floats in shared memory: 32 KiB.</summary>
    public const int SharedLength = 2048;

    /// <summary>Reads.</summary>
    /// <param name="data">The working set.</param>
    /// <param name="sums">Receives a sum of each thread.</param>
    /// <param name="part">Length of a group's part, in units of four floats; a multiple of <see cref="Unroll"/> times the threads of a group.</param>
    /// <param name="passes">Passes over it.</param>
    public static void Read(ArrayView<Float4> data, ArrayView<float> sums, int part, int passes)
    {
        var sum = Sum(new ThroughCaches(data), Grid.IdxX * part, part, passes);
        sums[Grid.IdxX * Group.DimX + Group.IdxX] = sum;
    }

    /// <summary>Reads from shared memory; each group fills its own first.</summary>
    /// <param name="data">What to fill it with, <see cref="SharedLength"/> long.</param>
    /// <param name="sums">Receives a sum of each thread.</param>
    /// <param name="passes">Passes over it.</param>
    public static void ReadShared(ArrayView<Float4> data, ArrayView<float> sums, int passes)
    {
        var shared = SharedMemory.Allocate<Float4>(SharedLength);
        for (var at = Group.IdxX; at < SharedLength; at += Group.DimX)
            shared[at] = data[at];
        Group.Barrier();
        sums[Grid.IdxX * Group.DimX + Group.IdxX] = Sum(new ThroughCaches(shared), 0, SharedLength, passes);
    }

    /// <summary>Writes.</summary>
    /// <param name="data">The working set.</param>
    /// <param name="part">As for <see cref="Read"/>.</param>
    /// <param name="passes">As for <see cref="Read"/>.</param>
    public static void Write(ArrayView<Float4> data, int part, int passes)
    {
        int first = Grid.IdxX * part + Group.IdxX, end = Grid.IdxX * part + part, step = Group.DimX;
        for (var pass = 0; pass < passes; pass++)
        {
            var value = Float4.Of(pass, pass, pass, pass);
            for (var at = first; at < end; at += Unroll * step)
            {
                data[at] = value;
                data[at + step] = value;
                data[at + 2 * step] = value;
                data[at + 3 * step] = value;
            }
        }
    }

    /// <summary>Copies the first half of each group's part to its second half.</summary>
    /// <param name="data">The working set.</param>
    /// <param name="half">Half the length of a part; a multiple of <see cref="Unroll"/> times the threads of a group.</param>
    /// <param name="passes">As for <see cref="Read"/>.</param>
    public static void Copy(ArrayView<Float4> data, int half, int passes)
    {
        int first = Grid.IdxX * 2 * half + Group.IdxX, end = Grid.IdxX * 2 * half + half, step = Group.DimX;
        for (var pass = 0; pass < passes; pass++)
        {
            for (var at = first; at < end; at += Unroll * step)
            {
                Float4 v0 = data[at], v1 = data[at + step], v2 = data[at + 2 * step], v3 = data[at + 3 * step];
                data[at + half] = v0;
                data[at + half + step] = v1;
                data[at + half + 2 * step] = v2;
                data[at + half + 3 * step] = v3;
            }
        }
    }

    /// <summary>What a thread reads of a group's part, added up.</summary>
    /// <typeparam name="TSource">How it loads.</typeparam>
    /// <param name="source">Where from.</param>
    /// <param name="from">Where the part begins, in units of four floats.</param>
    /// <param name="length">Its length.</param>
    /// <param name="passes">Passes over it.</param>
    internal static float Sum<TSource>(TSource source, int from, int length, int passes)
        where TSource : struct, IStreamSource
    {
        int first = from + Group.IdxX, end = from + length, step = Group.DimX;
        Float4 s0 = default, s1 = default, s2 = default, s3 = default;
        for (var pass = 0; pass < passes; pass++)
        {
            for (var at = first; at < end; at += Unroll * step)
            {
                s0 = Float4.Sum(s0, source.Load(at));
                s1 = Float4.Sum(s1, source.Load(at + step));
                s2 = Float4.Sum(s2, source.Load(at + 2 * step));
                s3 = Float4.Sum(s3, source.Load(at + 3 * step));
            }
        }

        var all = Float4.Sum(Float4.Sum(s0, s1), Float4.Sum(s2, s3));
        return all.X + all.Y + (all.Z + all.W);
    }

    private readonly struct ThroughCaches(ArrayView<Float4> data) : IStreamSource
    {
        private readonly ArrayView<Float4> data = data;

        public Float4 Load(int at) => data[at];
    }
}
