using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ButterE.Engine.Parameters;
using ButterE.Engine.Training;
using ButterE.Native.Calls;
using ButterE.Native.Handles;

namespace ButterE.Native.Networks;

/// <summary>The functions <c>be_network_…</c> that train and evaluate; see the header.</summary>
internal static unsafe class NetworkExports
{
    [UnmanagedCallersOnly(EntryPoint = "be_network_create", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Create(NativeNetworkOptions* options, nint* network)
    {
        try
        {
            CallArguments.Require(network, "network");
            *network = 0;
            *network = HandleTable.Add(EmbeddedNetwork.Create(CallArguments.Options(options, "options")));
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_network_free", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Free(nint network)
    {
        try
        {
            HandleTable.Free<EmbeddedNetwork>(network, "network");
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_network_set_data", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus SetData(nint network, float* features, float* targets, long rows, int split)
    {
        try
        {
            using var held = HandleTable.Take<EmbeddedNetwork>(network, "network");
            NetworkRows.Set(held.Target, features, targets, rows, split);
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_network_step", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Step(nint network, long batch, double* loss)
    {
        try
        {
            using var held = HandleTable.Take<EmbeddedNetwork>(network, "network");
            var met = held.Target.Step(batch);
            if (loss is not null)
                *loss = met;
            return double.IsFinite(met) ? CallStatus.Ok : throw new CallException(CallStatus.NotFinite, $"the loss of batch {batch} became {met}");
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_network_train", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Train(
        nint network, int epochs, int* cancel, delegate* unmanaged[Cdecl]<void*, NativeEpoch*, void> afterEpoch, void* context, NativeEpoch* last)
    {
        try
        {
            using var held = HandleTable.Take<EmbeddedNetwork>(network, "network");
            using var flag = new CallerFlag(cancel);
            var own = held.Target;
            if (epochs < 1)
                throw CallException.Argument($"epochs {epochs}: must be at least 1");
            var report = new EpochReport(afterEpoch, context, last);
            var result = TrainingLoop.Run(own.Trainer, own.Train, own.Test, epochs, report.Take, cancellation: flag.Token);
            return result.Failure is { } failure ? throw new CallException(CallStatus.NotFinite, failure) : CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_network_evaluate", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Evaluate(nint network, float* features, float* targets, long rows, double* loss)
    {
        try
        {
            using var held = HandleTable.Take<EmbeddedNetwork>(network, "network");
            CallArguments.Require(loss, "loss");
            *loss = NetworkRows.Evaluate(held.Target, features, targets, rows);
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_network_read_parameters", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus ReadParameters(nint network, int layer, float* parameters, long count)
    {
        try
        {
            using var held = HandleTable.Take<EmbeddedNetwork>(network, "network");
            var floats = held.Target.Floats(layer);
            CallArguments.Require(parameters, "parameters");
            if (count != floats)
                throw CallException.Shape($"count {count}: layer {layer} has {floats} parameters");
            held.Target.Trainer.Export(layer, new Span<float>(parameters, floats));
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_network_write_parameters", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus WriteParameters(nint network, float** parameters, long* counts, int layers)
    {
        try
        {
            using var held = HandleTable.Take<EmbeddedNetwork>(network, "network");
            held.Target.Trainer.Import(NetworkRows.Parameters(held.Target, parameters, counts, layers));
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_network_save", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Save(nint network, byte* path)
    {
        try
        {
            using var held = HandleTable.Take<EmbeddedNetwork>(network, "network");
            SafetensorsFile.Write(CallArguments.Writable(NativeText.Require(path, "path")), held.Target.Network, held.Target.Trainer.Export());
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_network_load", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Load(nint network, byte* path)
    {
        try
        {
            using var held = HandleTable.Take<EmbeddedNetwork>(network, "network");
            held.Target.Trainer.Import(SafetensorsFile.Read(CallArguments.Existing(NativeText.Require(path, "path")), held.Target.Network));
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }
}
