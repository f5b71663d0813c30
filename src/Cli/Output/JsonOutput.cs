using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ButterE.Cli.Output;

/// <summary>The option --json and the form of the documents it prints: camelCase keys and enum values, null written out.</summary>
internal static class JsonOutput
{
    public static Option<bool> Option { get; } = new("--json") { Description = "Print one JSON document on standard output." };

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.Strict,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly JsonSerializerOptions LineOptions = new(Options) { WriteIndented = false };

    public static void Write<T>(T document) => Console.Out.WriteLine(JsonSerializer.Serialize(document, Options));

    public static void WriteLine<T>(T document) => Console.Out.WriteLine(JsonSerializer.Serialize(document, LineOptions));

    /// <summary>JSON has no NaN and no infinity: null stands for a number that is none.</summary>
    public static double? Finite(double value) => double.IsFinite(value) ? value : null;

    /// <summary>The name of an enum value as documents and tables print it.</summary>
    public static string NameOf<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
