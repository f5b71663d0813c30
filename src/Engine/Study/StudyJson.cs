using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ButterE.Probe.Files;

namespace ButterE.Engine.Study;

/// <summary>The small documents of a study, written whole or not at all.</summary>
internal static class StudyJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void Write<T>(string path, T document) => WholeFile.WriteText(path, JsonSerializer.Serialize(document, Options));
}
