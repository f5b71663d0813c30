using System.Reflection;
using ButterE.Kernels.Gpu.Access;
using ButterE.Kernels.Gpu.Counters;
using ButterE.Kernels.Gpu.Gemm;
using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Gemm.TensorCores;
using ButterE.Kernels.Gpu.Gemm.Tiles;
using ButterE.Kernels.Gpu.Losses;
using ButterE.Kernels.Gpu.Meetings;
using ButterE.Kernels.Gpu.Optimizer;
using ButterE.Kernels.Gpu.Persistent;

namespace ButterE.Kernels.Gpu.Tests.MachineCode;

/// <summary>Every kernel that a training step or a probe can start, as the method that is compiled.</summary>
internal static class KernelCatalogue
{
    // Four steps of the sum are written out, each of 4 x 4 or 8 x 8 multiply-adds.
    private const int Quads = 4 * 16, Octets = 4 * 64;

    public static IReadOnlyList<CataloguedKernel> All { get; } =
    [
        .. Portable<Block16, Quad>(Quads), .. Portable<Block32, Quad>(Quads), .. Portable<Block64, Quad>(Quads), .. Portable<Block128, Octet>(Octets),
        .. Asynchronous<Block32, Quad>(Quads, 64), .. Asynchronous<Block64, Quad>(Quads, 64), .. Asynchronous<Block128, Octet>(Octets, 128),
        .. OnTensorCores<Tensor32, WarpTile>(8, 80), .. OnTensorCores<Tensor64, WarpTile>(8, 80), .. OnTensorCores<Tensor128, WarpQuad>(32, 200),
        Of("loss softmax", typeof(LossKernel), typeof(SoftmaxCrossEntropy)),
        Of("loss binary", typeof(LossKernel), typeof(SigmoidBinaryCrossEntropy)),
        Of("loss squared", typeof(LossKernel), typeof(SigmoidMeanSquaredError)),
        .. Chunked<Block16, ThroughRegisters>(), .. Chunked<Block32, ThroughRegisters>(), .. Chunked<Block64, ThroughRegisters>(),
        .. Chunked<Block32, Asynchronous>(), .. Chunked<Block64, Asynchronous>(),
        .. Persistent<OneGroup, FixedMemory>(), .. Persistent<AllGroups, RequestedMemory>(),
        Of("adam", typeof(AdamKernel)),
        Of("advance", typeof(AdvanceKernel)),
        Of("empty", typeof(EmptyKernel)), Of("meeting", typeof(MeetingKernel)),
        Of("read past first cache", typeof(SharedCacheKernel)) with { HasInlineOutputs = true },
        Of("chase", typeof(ChaseKernel)), Of("chase shared", typeof(ChaseKernel), nameof(ChaseKernel.RunShared)),
        Of("read", typeof(StreamKernels), nameof(StreamKernels.Read)), Of("read shared", typeof(StreamKernels), nameof(StreamKernels.ReadShared)),
        Of("write", typeof(StreamKernels), nameof(StreamKernels.Write)), Of("copy", typeof(StreamKernels), nameof(StreamKernels.Copy)),
    ];

    private static IEnumerable<CataloguedKernel> Persistent<TMeeting, TMemory>() =>
        from loss in new[] { typeof(SoftmaxCrossEntropy), typeof(SigmoidBinaryCrossEntropy), typeof(SigmoidMeanSquaredError) }
        select Of($"persistent {typeof(TMeeting).Name} {loss.Name}", typeof(PersistentKernel), typeof(Block16), typeof(Quad), loss, typeof(TMeeting), typeof(TMemory))
            with { LeastMultiplyAdds = Quads };

    // Only of the gradient by the parameters, whose operands need no turning.
    private static IEnumerable<CataloguedKernel> Chunked<TTile, TCopy>() => Products<TTile, Chunked<Quad>, TCopy>()
        .Where(product => product.Turned == 0)
        .Select(product => (typeof(TCopy) == typeof(Asynchronous) ? Copied(product) : product.Kernel) with { LeastMultiplyAdds = Quads, MostRegisters = 96 });

    private static IEnumerable<CataloguedKernel> Portable<TTile, TSum>(int multiplyAdds) =>
        Products<TTile, TSum, ThroughRegisters>().Select(product => product.Kernel with { LeastMultiplyAdds = multiplyAdds });

    private static IEnumerable<CataloguedKernel> Asynchronous<TTile, TSum>(int multiplyAdds, int mostRegisters) =>
        Products<TTile, TSum, Asynchronous>().Select(product => Copied(product) with { LeastMultiplyAdds = multiplyAdds, MostRegisters = mostRegisters });

    private static IEnumerable<CataloguedKernel> OnTensorCores<TTile, TSum>(int instructions, int mostRegisters) =>
        Products<TTile, TSum, Asynchronous>().Select(product => Copied(product) with { TensorInstructions = instructions, MostRegisters = mostRegisters });

    // A thread's part of a slice is two pieces of an operand or eight elements of one that has to be turned; once before the loop and once in it.
    private static CataloguedKernel Copied((CataloguedKernel Kernel, int Turned) product) => product.Kernel with
    {
        Architecture = 80, PieceCopies = 2 * 2 * (2 - product.Turned), ElementCopies = 2 * 8 * product.Turned,
    };

    private static IEnumerable<(CataloguedKernel Kernel, int Turned)> Products<TTile, TSum, TCopy>()
    {
        Type along = typeof(AlongDepth), across = typeof(AcrossDepth);
        foreach (var (a, b, epilogue) in new[]
        {
            (along, across, typeof(StorePlain)), (along, across, typeof(StoreRelu)), (along, across, typeof(StoreReluSkip)),
            (along, along, typeof(GateRelu)), (along, along, typeof(KeepGateRelu)), (along, along, typeof(AddSkipGateRelu)),
            (across, across, typeof(StorePlain)), (across, across, typeof(AdamEpilogue)),
        })
        {
            yield return (Of(
                $"{typeof(TTile).Name} {typeof(TCopy).Name} {(typeof(TSum).IsGenericType ? "chunked " : "")}{a.Name} {b.Name} {epilogue.Name}", typeof(GemmKernel), typeof(TTile), typeof(TSum), typeof(TCopy),
                a, b, epilogue), (a == along ? 1 : 0) + (b == along ? 1 : 0));
        }
    }

    private static CataloguedKernel Of(string name, Type kernel, params Type[] types)
    {
        var plain = Of(name, kernel, "Run");
        return types.Length == 0 ? plain : plain with { Method = plain.Method.MakeGenericMethod(types) };
    }

    private static CataloguedKernel Of(string name, Type kernel, string method) =>
        new(name, kernel.GetMethod(method, BindingFlags.Public | BindingFlags.Static)!);
}
