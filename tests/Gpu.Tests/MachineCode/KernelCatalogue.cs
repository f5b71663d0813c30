using System.Reflection;
using ButterE.Kernels.Gpu.Access;
using ButterE.Kernels.Gpu.Counters;
using ButterE.Kernels.Gpu.Gemm;
using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Losses;
using ButterE.Kernels.Gpu.Meetings;
using ButterE.Kernels.Gpu.Optimizer;
using ButterE.Kernels.Gpu.Persistent;

namespace ButterE.Kernels.Gpu.Tests.MachineCode;

/// <summary>Every kernel that a training step or a probe can start, as the method that is compiled.</summary>
internal static class KernelCatalogue
{
    public static IReadOnlyList<(string Name, MethodInfo Method)> All { get; } =
    [
        .. Products<Block16, Quad>(), .. Products<Block32, Quad>(), .. Products<Block64, Quad>(), .. Products<Block128, Octet>(),
        Of("loss softmax", typeof(LossKernel), typeof(SoftmaxCrossEntropy)),
        Of("loss binary", typeof(LossKernel), typeof(SigmoidBinaryCrossEntropy)),
        Of("loss squared", typeof(LossKernel), typeof(SigmoidMeanSquaredError)),
        .. Persistent<OneGroup, FixedMemory>(), .. Persistent<AllGroups, RequestedMemory>(),
        Of("adam", typeof(AdamKernel)),
        Of("advance", typeof(AdvanceKernel)),
        Of("empty", typeof(EmptyKernel)), Of("meeting", typeof(MeetingKernel)),
        Of("read past first cache", typeof(SharedCacheKernel)),
        Of("chase", typeof(ChaseKernel)), Of("chase shared", typeof(ChaseKernel), nameof(ChaseKernel.RunShared)),
        Of("read", typeof(StreamKernels), nameof(StreamKernels.Read)), Of("read shared", typeof(StreamKernels), nameof(StreamKernels.ReadShared)),
        Of("write", typeof(StreamKernels), nameof(StreamKernels.Write)), Of("copy", typeof(StreamKernels), nameof(StreamKernels.Copy)),
    ];

    private static IEnumerable<(string, MethodInfo)> Persistent<TMeeting, TMemory>() =>
        from loss in new[] { typeof(SoftmaxCrossEntropy), typeof(SigmoidBinaryCrossEntropy), typeof(SigmoidMeanSquaredError) }
        select Of($"Block16 persistent {typeof(TMeeting).Name} {loss.Name}", typeof(PersistentKernel), typeof(Block16), typeof(Quad), loss, typeof(TMeeting), typeof(TMemory));

    private static IEnumerable<(string, MethodInfo)> Products<TTile, TSum>()
        where TSum : unmanaged, IAccumulator<TSum>
    {
        Type along = typeof(AlongDepth), across = typeof(AcrossDepth);
        foreach (var (a, b, epilogue) in new[]
        {
            (along, across, typeof(StorePlain)), (along, across, typeof(StoreRelu)), (along, across, typeof(StoreReluSkip)),
            (along, along, typeof(GateRelu)), (along, along, typeof(KeepGateRelu)), (along, along, typeof(AddSkipGateRelu)),
            (across, across, typeof(StorePlain)), (across, across, typeof(AdamEpilogue)),
        })
        {
            yield return Of(
                $"{typeof(TTile).Name} {a.Name} {b.Name} {epilogue.Name}", typeof(GemmKernel), typeof(TTile), typeof(TSum), a, b, epilogue);
        }

        if (typeof(TSum) == typeof(Octet))
            yield break;
        foreach (var epilogue in new[] { typeof(StorePlain), typeof(AdamEpilogue) })
        {
            yield return Of(
                $"{typeof(TTile).Name} chunked {epilogue.Name}", typeof(GemmKernel), typeof(TTile), typeof(Chunked<TSum>), across, across, epilogue);
        }
    }

    private static (string, MethodInfo) Of(string name, Type kernel, params Type[] types)
    {
        var (_, method) = Of(name, kernel, "Run");
        return (name, types.Length == 0 ? method : method.MakeGenericMethod(types));
    }

    private static (string Name, MethodInfo Method) Of(string name, Type kernel, string method) =>
        (name, kernel.GetMethod(method, BindingFlags.Public | BindingFlags.Static)!);
}
