using ButterE.Kernels.Gpu.Memory;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace ButterE.Kernels.Gpu.Access;

/// <summary>
/// Passes over a working set as <see cref="StreamKernels.Read"/> makes them, past the multiprocessor's own cache: what is read comes from the cache that
/// all share, however small a group's part is. By <c>ld.global.cg</c> (PTX ISA, Cache Operators), so for CUDA devices only.
/// </summary>
public static class SharedCacheKernel
{
    /// <summary>The kernel.</summary>
    /// <param name="address">Where the working set begins on the device.</param>
    /// <param name="sums">Receives a sum of each thread.</param>
    /// <param name="part">Length of a group's part, in units of four floats; a multiple of <see cref="StreamKernels.Unroll"/> times the threads of a
    /// group.</param>
    /// <param name="passes">Passes over it.</param>
    public static void Run(long address, ArrayView<float> sums, int part, int passes) =>
        sums[Grid.IdxX * Group.DimX + Group.IdxX] = StreamKernels.Sum(new PastFirstCache(address), Grid.IdxX * part, part, passes);

    private readonly struct PastFirstCache(long address) : IStreamSource
    {
        private readonly long address = address;

        public Float4 Load(int at)
        {
            var place = address + (long)at * Float4.Bytes;
            Output<float> x = default, y = default, z = default, w = default;
            // Of the local memory that ILGPU passes operands through, ptxas removes what holds 32 bits, but not what holds 64.
            Input<uint> low = (uint)place, high = (uint)(place >> 32);
            CudaAsm.EmitRef(
                "{ .reg .b64 at; mov.b64 at, {%4, %5}; ld.global.cg.v4.f32 {%0, %1, %2, %3}, [at]; }",
                ref x, ref y, ref z, ref w, ref low, ref high);
            return Float4.Of(x.Value, y.Value, z.Value, w.Value);
        }
    }
}
