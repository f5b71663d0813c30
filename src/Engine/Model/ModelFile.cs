using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ButterE.Engine.WorkingSets;
using ButterE.Probe;
using ButterE.Probe.Files;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Model;

/// <summary>Reads and writes model files (schema <c>buttere.model/1</c>) and finds the shipped models.</summary>
public static class ModelFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        // A missing coefficient must never turn into a cost of 0.
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { Named<CostTarget>(), Named<ModelForm>(), Named<DataCharge>(), Named<SizeBasis>(), Named<InputCounting>() },
        TypeInfoResolver = JsonTypeInfoResolver.Combine(ModelTypes.Default, ProfileFile.TypeResolver),
    };

    private static JsonTypeInfo<EnergyModel> Type => (JsonTypeInfo<EnergyModel>)Options.GetTypeInfo(typeof(EnergyModel));

    /// <summary>The shipped models: Table 4 of the paper with its units mended.</summary>
    public static IReadOnlyList<string> Presets { get; } = ["butter-e-cpu", "butter-e-gpu"];

    /// <summary>A shipped model by name, or else a model file: what the option <c>--model</c> takes.</summary>
    /// <param name="nameOrPath">One of <see cref="Presets"/>, or the path of a model file.</param>
    /// <exception cref="InputException">It is neither a shipped model nor a readable model file.</exception>
    public static EnergyModel FindOrRead(string nameOrPath) => Presets.Contains(nameOrPath) ? Preset(nameOrPath) : Read(nameOrPath);

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">The file is missing, is not JSON, is of another schema, or a key is missing or holds what it cannot
    /// mean.</exception>
    public static EnergyModel Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read: {e.Message} (shipped models: {string.Join(", ", Presets)})");
        }
    }

    /// <summary>Writes a model.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, EnergyModel model) => WholeFile.WriteText(path, Text(model));

    /// <summary>The text of a model file.</summary>
    /// <param name="model">The model.</param>
    public static string Text(EnergyModel model) => JsonSerializer.Serialize(model, Type);

    private static JsonStringEnumConverter<T> Named<T>()
        where T : struct, Enum => new(JsonNamingPolicy.CamelCase);

    private static EnergyModel Preset(string name)
    {
        using var stream = typeof(ModelFile).Assembly.GetManifestResourceStream($"Models/{name}.json")
            ?? throw new InvalidOperationException($"The model {name} is not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), name);
    }

    private static EnergyModel Parse(string json, string origin)
    {
        EnergyModel? model;
        bool hasForm;
        try
        {
            using (var document = JsonDocument.Parse(json))
            {
                if (SchemaKey.Refusal(document.RootElement, EnergyModel.CurrentSchema) is { } refusal)
                    throw new InputException($"{origin}: {refusal}");
                hasForm = document.RootElement.TryGetProperty("form", out _);
            }

            model = JsonSerializer.Deserialize(json, Type);
        }
        catch (JsonException e)
        {
            throw new InputException($"{origin}: {e.Path ?? "document"}: {e.Message.ReplaceLineEndings(" ")}");
        }

        // The generated reader sets every property, to 0 where the file has no such key.
        if (!hasForm)
            model = model! with { Form = ModelForm.Paper };
        Check(model!, origin);
        return model!;
    }

    private static void Check(EnergyModel model, string origin)
    {
        ProfileFile.Check(model.Profile, $"{origin}: profile");
        Placement.Named(model.Placement, $"{origin}: placement");
        if (!model.Levels.SequenceEqual(model.Profile.Levels.Select(level => level.Name)))
        {
            throw new InputException($"{origin}: levels: {string.Join(", ", model.Levels)} are not the levels of the profile, "
                + string.Join(", ", model.Profile.Levels.Select(l => l.Name)));
        }

        if (model.Coefficients.A.Count != model.Levels.Count || model.Coefficients.M.Count != model.Levels.Count)
            throw new InputException($"{origin}: coefficients: a and m must hold one value for each of the {model.Levels.Count} levels");
        if (model.Threads is { } threads && (threads.Most < 1 || threads.SmallestSharedLayer < 1))
            throw new InputException($"{origin}: threads: most and smallestSharedLayer must be at least 1");
        if (model.Kernels?.Count != model.Coefficients.R?.Count)
            throw new InputException($"{origin}: kernels: one regime is needed for each value of coefficients.r");
        if (model.Kernels is not null && model.Coefficients.V?.Count != model.Levels.Count)
            throw new InputException($"{origin}: coefficients: v must hold one value for each of the {model.Levels.Count} levels beside kernels");
        var names = TermNames.For(model.Levels.Count, model.Kernels?.Count ?? 0);
        var coefficients = model.Coefficients.ToArray();
        for (var j = 0; j < names.Length; j++)
        {
            if (coefficients[j] is { } value && !(value >= 0 && double.IsFinite(value)))
                throw new InputException($"{origin}: coefficients: {names[j]} = {value} must not be negative");
        }
    }
}

/// <summary>
/// How the records of a model file become JSON, made when the project is compiled; the profile's are <see cref="ProfileFile.TypeResolver"/>.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(EnergyModel))]
internal sealed partial class ModelTypes : JsonSerializerContext;
