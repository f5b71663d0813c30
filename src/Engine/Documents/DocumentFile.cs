using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ButterE.Probe;
using ButterE.Probe.Files;

namespace ButterE.Engine.Documents;

/// <summary>Small documents in JSON for people and programs: keys and names of values in camelCase, written whole or not at all.</summary>
internal static class DocumentFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes a document; an existing one is replaced.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="document">The document.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write<T>(string path, T document) => WholeFile.WriteText(path, JsonSerializer.Serialize(document, Options));

    /// <summary>Reads a document; null where there is no such file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it holds, for messages.</param>
    /// <param name="schema">Its schema; null for a document that names none.</param>
    /// <exception cref="InputException">The file cannot be read, is of another schema, or is not such a document.</exception>
    public static T? Read<T>(string path, string what, string? schema = null)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            return schema is not null && SchemaKey.Refusal(document.RootElement, schema) is { } refusal
                ? throw new InputException($"{path}: {refusal}")
                : document.Deserialize<T>(Options) ?? throw new InputException($"{path}: not a readable {what} (it says null)");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: not a readable {what} ({e.Message.ReplaceLineEndings(" ")})");
        }
    }
}
