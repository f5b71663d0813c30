using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ButterE.Native.Calls;
using ButterE.Native.Handles;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;

namespace ButterE.Native.Meters;

/// <summary>The functions <c>be_meter_…</c>: the energy meters alone; see the header.</summary>
internal static unsafe class MeterExports
{
    [UnmanagedCallersOnly(EntryPoint = "be_meters_list", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus List(byte** json)
    {
        try
        {
            CallArguments.Require(json, "json");
            NativeText.Give(MeterDocument.Of(EnergyMeters.Discover()), json);
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown, CallStatus.MeterUnavailable);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_meter_create", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Create(NativeMeterOptions* options, nint* meter)
    {
        try
        {
            CallArguments.Require(meter, "meter");
            *meter = 0;
            var asked = options is null ? default : CallArguments.Options(options, "options");
            *meter = HandleTable.Add(EnergyMeters.Create(new MeterRequest
            {
                Id = NativeText.Read(asked.Id),
                // What the header says: the caller answers for an identity that runs a command.
                IsTypedByUser = true,
                CredentialsFile = NativeText.Read(asked.Credentials),
                Node = NativeText.Read(asked.Node),
                TimeZone = NativeText.Read(asked.TimeZone),
                AcceptAnyCertificate = asked.AcceptAnyCertificate != 0,
            }));
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown, CallStatus.MeterUnavailable);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_meter_free", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Free(nint meter)
    {
        try
        {
            HandleTable.Free<IEnergyMeter>(meter, "meter");
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown, CallStatus.MeterUnavailable);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_meter_open", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Open(nint meter)
    {
        try
        {
            using var held = HandleTable.Take<IEnergyMeter>(meter, "meter");
            held.Target.Open();
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown, CallStatus.MeterUnavailable);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_meter_read", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Read(nint meter, NativeEnergy* total, NativeEnergy* latest)
    {
        try
        {
            using var held = HandleTable.Take<IEnergyMeter>(meter, "meter");
            var reading = ReadOpen(held.Target);
            Fill(total, reading.Total);
            Fill(latest, reading.Latest);
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown, CallStatus.MeterUnavailable);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_meter_read_json", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus ReadDocument(nint meter, byte** json)
    {
        try
        {
            CallArguments.Require(json, "json");
            using var held = HandleTable.Take<IEnergyMeter>(meter, "meter");
            NativeText.Give(MeterDocument.Of(ReadOpen(held.Target)), json);
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown, CallStatus.MeterUnavailable);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_meter_close", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Close(nint meter)
    {
        try
        {
            using var held = HandleTable.Take<IEnergyMeter>(meter, "meter");
            held.Target.Close();
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown, CallStatus.MeterUnavailable);
        }
    }

    private static EnergyReading ReadOpen(IEnergyMeter meter)
    {
        try
        {
            return meter.Read();
        }
        catch (InvalidOperationException)
        {
            throw CallException.Argument("meter: is not open; call be_meter_open first");
        }
    }

    private static void Fill(NativeEnergy* place, EnergyInterval interval)
    {
        if (place is null)
            return;
        if (place->StructSize < (nuint)sizeof(NativeEnergy))
            throw CallException.Argument($"struct_size {place->StructSize}: must be sizeof(be_energy), {sizeof(NativeEnergy)} or more");
        place->Joules = interval.Joules ?? double.NaN;
        place->Seconds = interval.Seconds;
        place->RandomJoules = interval.Uncertainty?.Random ?? double.NaN;
        place->SystematicJoules = interval.Uncertainty?.Systematic ?? double.NaN;
        place->Flags = (uint)interval.Flags;
    }
}
