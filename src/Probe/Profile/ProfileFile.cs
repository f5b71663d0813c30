using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ButterE.Probe.Files;

namespace ButterE.Probe.Profile;

/// <summary>Reads and writes <c>profile.json</c>: camelCase keys, null written out, unknown keys tolerated so that newer minor versions stay readable.</summary>
public static class ProfileFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        // A null or a missing key must never turn into the 0 that means "measured and zero".
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = ProfileTypes.Default,
    };

    /// <summary>How the records of a profile become JSON: for files of other schemas that embed one.</summary>
    public static IJsonTypeInfoResolver TypeResolver => ProfileTypes.Default;

    private static JsonTypeInfo<HardwareProfile> Type => (JsonTypeInfo<HardwareProfile>)Options.GetTypeInfo(typeof(HardwareProfile));

    /// <summary>Reads a profile.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">The file is missing, is not JSON, is of another schema, or a key is missing or holds what it cannot mean.</exception>
    public static HardwareProfile Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read: {e.Message}");
        }
    }

    /// <summary>Refuses a profile that came in another document and breaks a rule of profiles.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="origin">What to call it in messages.</param>
    /// <exception cref="InputException">It does; the message names the key.</exception>
    public static void Check(HardwareProfile profile, string origin) => ProfileRules.Check(profile, origin);

    /// <summary>Writes a profile.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="profile">The profile.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, HardwareProfile profile) => WholeFile.WriteText(path, Text(profile));

    /// <summary>The text of a profile file.</summary>
    /// <param name="profile">The profile.</param>
    public static string Text(HardwareProfile profile) => JsonSerializer.Serialize(profile, Type);

    /// <summary>Reads a profile from its text.</summary>
    /// <param name="json">The document.</param>
    /// <param name="origin">What to call the document in messages.</param>
    /// <exception cref="InputException">As for <see cref="Read"/>.</exception>
    internal static HardwareProfile Parse(string json, string origin)
    {
        HardwareProfile? profile;
        try
        {
            using (var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }))
            {
                if (SchemaKey.Refusal(document.RootElement, HardwareProfile.CurrentSchema) is { } refusal)
                    throw new InputException($"{origin}: {refusal}");
                ProfileRules.RequireElements(document.RootElement, origin);
            }

            profile = JsonSerializer.Deserialize(json, Type);
        }
        catch (JsonException e)
        {
            throw new InputException($"{origin}: {KeyOf(e)}: {e.Message.ReplaceLineEndings(" ")}");
        }

        if (profile is null)
            throw new InputException($"{origin}: holds null instead of a profile");
        ProfileRules.Check(profile, origin);
        return profile;
    }

    private static string KeyOf(JsonException e) => e.Path is null or "$" ? "document" : e.Path.Replace("$.", "", StringComparison.Ordinal);
}

/// <summary>
/// How the records of a profile become JSON, made when the project is compiled, so that a program without a JIT compiler can read them.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(HardwareProfile))]
internal sealed partial class ProfileTypes : JsonSerializerContext;
