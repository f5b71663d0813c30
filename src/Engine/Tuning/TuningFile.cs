using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ButterE.Kernels.Gemm;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Files;
using ButterE.Probe.Machine;

namespace ButterE.Engine.Tuning;

/// <summary>Reads and writes tuning files (schema <c>buttere.tuning/3</c>).</summary>
internal static class TuningFile
{
    private const string Kind = "tuning";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = TuningTypes.Default,
    };

    private static JsonTypeInfo<MachineTuning> Type => (JsonTypeInfo<MachineTuning>)Options.GetTypeInfo(typeof(MachineTuning));

    /// <summary>
    /// The file of this machine and path: processor and granted cores are in its name, so that the machines of a cluster that share a home do not
    /// replace each other's. Microcode, kernel and version, which change on one machine, make a file stale instead.
    /// </summary>
    public static string PathIn(CacheFolder folder, SimdPath path) => folder.PathOf(Kind, $"{SimdSelection.NameOf(path)}-{MachineName()}");

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">It cannot be read, is no tuning, or holds what it cannot mean.</exception>
    public static MachineTuning Read(string path)
    {
        MachineTuning tuning;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            if (SchemaKey.Refusal(document.RootElement, MachineTuning.CurrentSchema) is { } refusal)
                throw new InputException(refusal);
            tuning = document.Deserialize(Type)!;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot be read: {e.Message.ReplaceLineEndings(" ")}");
        }

        Check(tuning.Forward.Chosen, "forward");
        Check(tuning.Backward.Chosen, "backward");
        if (tuning.BreakEven.SmallestSharedLayer is < 0 and var smallest)
            throw new InputException($"breakEven.smallestSharedLayer: {smallest} must not be negative");
        return tuning;
    }

    /// <summary>Writes a file, whole or not at all; an existing one is replaced.</summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static void Write(string path, MachineTuning tuning)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be written: {e.Message}");
        }

        WholeFile.WriteText(path, JsonSerializer.Serialize(tuning, Type));
    }

    private static void Check(GemmBlocking blocking, string product)
    {
        if (blocking.Steps < 1 || blocking.RowFloats < 1 || blocking.PanelFloats < 0)
            throw new InputException($"{product}.chosen: steps {blocking.Steps} and rowFloats {blocking.RowFloats} must be at least 1, panelFloats {blocking.PanelFloats} at least 0");
    }

    private static string MachineName()
    {
        var parts = MachineFingerprint.Current.Split("; ").Where(part => part.StartsWith("cpu=", StringComparison.Ordinal) || part.StartsWith("cores=", StringComparison.Ordinal));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join("; ", parts))))[..8];
    }
}

/// <summary>How the records of a tuning file become JSON, made when the project is compiled.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(MachineTuning))]
internal sealed partial class TuningTypes : JsonSerializerContext;
