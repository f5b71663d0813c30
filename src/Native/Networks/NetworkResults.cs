using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ButterE.Engine.Data;
using ButterE.Engine.Runs;
using ButterE.Native.Calls;
using ButterE.Native.Handles;
using ButterE.Probe.Measurement;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Protocol;

namespace ButterE.Native.Networks;

/// <summary>The functions <c>be_network_…</c> that give documents: what a network is, and records of measured runs; see the header.</summary>
internal static unsafe class NetworkResults
{
    [UnmanagedCallersOnly(EntryPoint = "be_network_describe", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Describe(nint network, byte** json)
    {
        try
        {
            CallArguments.Require(json, "json");
            using var held = HandleTable.Take<EmbeddedNetwork>(network, "network");
            NativeText.Give(NetworkDocument.Of(held.Target), json);
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_network_run", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Run(
        nint network, NativeRunOptions* options, int* cancel, delegate* unmanaged[Cdecl]<void*, NativeEpoch*, void> afterEpoch, void* context,
        byte** json)
    {
        try
        {
            var asked = CallArguments.Options(options, "options");
            using var held = HandleTable.Take<EmbeddedNetwork>(network, "network");
            using var flag = new CallerFlag(cancel);
            using var meter = HandleTable.TakeIfAny<IEnergyMeter>(asked.Meter, "meter");
            Give(Measure(held.Target, asked, meter.TargetOrNull, new EpochReport(afterEpoch, context, null), flag), asked, json);
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }

    private static RunRecord Measure(EmbeddedNetwork network, in NativeRunOptions options, IEnergyMeter? meter, EpochReport report, CallerFlag flag)
    {
        if (options.Epochs < 1 || options.Replicate < 0 || options.RawFeatures < 0 || !double.IsFinite(options.IdleSeconds))
        {
            throw CallException.Argument(
                "epochs: must be at least 1; replicate and raw_features: must not be negative; idle_seconds: must be finite");
        }

        if (NativeText.Read(options.Folder) is { } folder)
            Directory.CreateDirectory(folder);
        var dataset = NativeText.Read(options.Dataset);
        var origin = new DataOrigin(
            dataset is null ? null : DatasetRegistry.Find(dataset)?.Name, NativeText.Read(options.DataSource) ?? dataset ?? "embedded", options.Synthetic != 0,
            Rows(network), options.RawFeatures == 0 ? network.Network.Inputs : options.RawFeatures, network.Task);
        // 0 is the meter's own baseline, so that a struct of zeros is the default; none is a negative number.
        double? idle = options.IdleSeconds == 0 ? null : Math.Max(0, options.IdleSeconds);
        using var session = network.Session(origin);
        return session.Run(
            options.Epochs, meter, network.Shape, network.Size, new RunPlace(0, options.Replicate, 0, network.Seed), report.Take,
            MeasurementSettings.OfThisMachine with { IdleSeconds = idle, Wait = CancellableWait.Of(flag.Token) }, cancellation: flag.Token);
    }

    private static int Rows(EmbeddedNetwork network)
    {
        _ = network.Train;
        return network.Rows;
    }

    private static void Give(RunRecord record, in NativeRunOptions options, byte** json)
    {
        if (NativeText.Read(options.Folder) is { } folder)
            RunStore.Write(folder, record);
        if (json is not null)
            NativeText.Give(RunJson.Text(record), json);
        if (record.Status == RunStatus.NonFinite)
            throw new CallException(CallStatus.NotFinite, $"a loss was not finite in epoch {record.TrainLoss.Count}; the record says so");
    }
}
