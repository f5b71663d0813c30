using System.Text.Json;

namespace ButterE.Probe.Files;

/// <summary>The key "schema" of the engine's JSON files. It is looked at alone and first: the keys of another schema would only give puzzling messages.</summary>
public static class SchemaKey
{
    /// <summary>Why a document is not of a schema.</summary>
    /// <param name="document">The document.</param>
    /// <param name="expected">The schema.</param>
    /// <returns>A message that names the key and what is expected; null for a document of that schema.</returns>
    public static string? Refusal(JsonElement document, string expected)
    {
        if (document.ValueKind != JsonValueKind.Object)
            return "must be a JSON object with the key schema";
        if (!document.TryGetProperty("schema", out var schema))
            return $"schema: missing; expected \"{expected}\"";
        return schema.ValueKind == JsonValueKind.String && schema.ValueEquals(expected)
            ? null
            : $"schema: {schema.GetRawText()} is not supported; expected \"{expected}\"";
    }
}
