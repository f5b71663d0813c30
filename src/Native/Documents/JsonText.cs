using System.Text;
using System.Text.Json;

namespace ButterE.Native.Documents;

/// <summary>The documents that callers get, written without reflection.</summary>
internal static class JsonText
{
    /// <summary>The text of an object.</summary>
    /// <param name="write">Writes its keys.</param>
    public static string Of(Action<Utf8JsonWriter> write)
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

    /// <summary>Writes a number, or null where it is not known.</summary>
    public static void WriteNumber(this Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } known)
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }

    /// <summary>Writes a count, or null where it is not known.</summary>
    public static void WriteNumber(this Utf8JsonWriter json, string name, int? count)
    {
        if (count is { } known)
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }

    /// <summary>Writes the value of an enumeration by its name in camelCase, or null where there is none.</summary>
    public static void WriteName(this Utf8JsonWriter json, string name, Enum? value) =>
        json.WriteString(name, value is null ? null : JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));
}
