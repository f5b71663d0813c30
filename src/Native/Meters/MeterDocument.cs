using System.Text;
using System.Text.Json;
using ButterE.Probe.Meters;

namespace ButterE.Native.Meters;

/// <summary>Meters and readings as JSON, with the keys of <c>buttere meters list</c> and <c>buttere meters read</c>.</summary>
internal static class MeterDocument
{
    public static string Of(IReadOnlyList<MeterDescription> meters) => Written(json =>
    {
        json.WriteStartArray("meters");
        foreach (var meter in meters)
        {
            json.WriteStartObject();
            json.WriteString("id", meter.Id);
            json.WriteString("kind", CamelCase(meter.Kind.ToString()));
            json.WriteString("domain", meter.Domain);
            json.WriteString("scope", meter.Scope);
            json.WriteBoolean("available", meter.Available);
            json.WriteString("reason", meter.Reason);
            json.WriteString("remedy", meter.Remedy);
            WriteNumber(json, "minimumSeconds", meter.MinimumSeconds);
            json.WriteString("source", meter.Source);
            json.WriteBoolean("isLive", meter.IsLive);
            json.WriteBoolean("isAutomatic", meter.IsAutomatic);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static string Of(EnergyReading reading) => Written(json =>
    {
        json.WriteString("meter", reading.Meter.Id);
        WriteNumber(json, "joules", reading.Joules);
        WriteNumber(json, "watts", reading.Watts);
        WriteNumber(json, "seconds", reading.Seconds);
        json.WriteString("kind", CamelCase(reading.Kind.ToString()));
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

        json.WriteString("integrator", reading.Integrator is { } rule ? CamelCase(rule.ToString()) : null);
        WriteNumber(json, "sampleSeconds", reading.SampleSeconds);
        WriteNumber(json, "averagingSeconds", reading.AveragingSeconds);
        WriteNumber(json, "selfSeconds", reading.SelfSeconds);
        WriteNumber(json, "crossCheckJoules", reading.CrossCheckJoules);
        json.WriteString("source", reading.Meter.Source);
    });

    private static string Written(Action<Utf8JsonWriter> write)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } known)
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }

    private static string CamelCase(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
