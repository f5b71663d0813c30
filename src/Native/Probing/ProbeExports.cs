using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using ButterE.Native.Calls;
using ButterE.Native.Handles;
using ButterE.Probe.Measurement;
using ButterE.Probe.Meters;
using ButterE.Probe.Profile;

namespace ButterE.Native.Probing;

/// <summary>The function <c>be_probe</c>; see the header.</summary>
internal static unsafe class ProbeExports
{
    [UnmanagedCallersOnly(EntryPoint = "be_probe", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Probe(
        NativeProbeOptions* options, int* cancel, delegate* unmanaged[Cdecl]<void*, double, byte*, void> progress, void* context, byte** json)
    {
        try
        {
            CallArguments.Require(json, "json");
            var asked = options is null ? default : CallArguments.Options(options, "options");
            if (asked.Threads < 0)
                throw CallException.Argument($"threads {asked.Threads}: must be 0 for all cores, or positive");
            using var flag = new CallerFlag(cancel);
            using var meter = HandleTable.TakeIfAny<IEnergyMeter>(asked.Meter, "meter");
            NativeText.Give(Measure(asked, meter.TargetOrNull, progress, context, flag.Token), json);
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }

    private static string Measure(
        NativeProbeOptions asked, IEnergyMeter? meter, delegate* unmanaged[Cdecl]<void*, double, byte*, void> progress, void* context,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var pump = new ProgressPump();
        var defaults = new ProbeSettings();
        var settings = defaults with
        {
            Quick = asked.Quick != 0,
            Threads = asked.Threads == 0 ? null : asked.Threads,
            Seed = asked.Seed == 0 ? defaults.Seed : asked.Seed,
            Meter = meter,
        };
        return ProfileFile.Text(pump.Run(() => MemoryProbe.Run(settings, pump, cancellation), (fraction, what) =>
        {
            if (progress is null)
                return;
            fixed (byte* text = Encoding.UTF8.GetBytes(what + '\0'))
                progress(context, fraction, text);
        }));
    }
}
