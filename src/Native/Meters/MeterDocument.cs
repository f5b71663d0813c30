using ButterE.Native.Documents;
using ButterE.Probe.Meters;

namespace ButterE.Native.Meters;

/// <summary>Meters and readings as JSON, with the keys of <c>buttere meters list</c> and <c>buttere meters read</c>.</summary>
internal static class MeterDocument
{
    public static string Of(IReadOnlyList<MeterDescription> meters) => JsonText.Of(json =>
    {
        json.WriteStartArray("meters");
        foreach (var meter in meters)
        {
            json.WriteStartObject();
            json.WriteString("id", meter.Id);
            json.WriteName("kind", meter.Kind);
            json.WriteString("domain", meter.Domain);
            json.WriteString("scope", meter.Scope);
            json.WriteBoolean("available", meter.Available);
            json.WriteString("reason", meter.Reason);
            json.WriteString("remedy", meter.Remedy);
            json.WriteNumber("minimumSeconds", meter.MinimumSeconds);
            json.WriteString("source", meter.Source);
            json.WriteBoolean("isLive", meter.IsLive);
            json.WriteBoolean("isAutomatic", meter.IsAutomatic);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static string Of(EnergyReading reading) => JsonText.Of(json =>
    {
        json.WriteString("meter", reading.Meter.Id);
        json.WriteNumber("joules", reading.Joules);
        json.WriteNumber("watts", reading.Watts);
        json.WriteNumber("seconds", reading.Seconds);
        json.WriteName("kind", reading.Kind);
        json.WriteString("domain", reading.Domain);
        json.WriteString("scope", reading.Scope);
        json.WriteStartArray("flags");
        foreach (var flag in MeterEventName.Of(reading.Flags))
            json.WriteStringValue(flag);
        json.WriteEndArray();
        if (reading.Total.Uncertainty is { } uncertainty)
        {
            json.WriteStartObject("uncertainty");
            json.WriteNumber("random", uncertainty.Random);
            json.WriteNumber("systematic", uncertainty.Systematic);
            json.WriteNumber("combined", uncertainty.Combined);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("uncertainty");
        }

        json.WriteName("integrator", reading.Integrator);
        json.WriteNumber("sampleSeconds", reading.SampleSeconds);
        json.WriteNumber("averagingSeconds", reading.AveragingSeconds);
        json.WriteNumber("selfSeconds", reading.SelfSeconds);
        json.WriteNumber("crossCheckJoules", reading.CrossCheckJoules);
        json.WriteString("source", reading.Meter.Source);
    });
}
