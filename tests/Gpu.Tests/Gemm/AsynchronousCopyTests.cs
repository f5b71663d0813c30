using ButterE.Kernels.Gpu.Gemm;
using ButterE.Kernels.Gpu.Gemm.TensorCores;
using ButterE.Kernels.Gpu.Gemm.Tiles;

namespace ButterE.Kernels.Gpu.Tests.Gemm;

/// <summary>How threads share the elements of an operand that asynchronous copies turn. Needs no device.</summary>
public sealed class AsynchronousCopyTests
{
    [Fact]
    public void Elements_of_a_slice_are_copied_once_and_into_different_banks_by_a_warp()
    {
        Check<Block32>();
        Check<Block64>();
        Check<Block128>();
        Check<Tensor32>();
        Check<Tensor64>();
        Check<Tensor128>();

        static void Check<TTile>()
            where TTile : struct, IBlockTile
        {
            int line = TTile.Side + 4, apart = TTile.Threads / TTile.Depth;
            var places = Enumerable.Range(0, TTile.Threads)
                .Select(thread => AlongDepth.StepOf<TTile>(thread) * line + AlongDepth.RowOf<TTile>(thread)).ToArray();
            Assert.All(places.Chunk(32), warp => Assert.Equal(32, warp.Select(place => place % 32).Distinct().Count()));
            var all = Enumerable.Range(0, 8).SelectMany(pass => places.Select(place => place + pass * apart)).Order();
            Assert.Equal(Enumerable.Range(0, TTile.Depth).SelectMany(step => Enumerable.Range(step * line, TTile.Side)), all);
        }
    }
}
