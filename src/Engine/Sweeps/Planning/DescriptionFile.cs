using System.Globalization;
using ButterE.Engine.Data;
using ButterE.Engine.Networks;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ButterE.Engine.Sweeps.Planning;

/// <summary>Reads the description of a campaign, YAML or JSON (which is YAML). Strict: what it does not know it refuses, with the line.</summary>
public sealed class DescriptionFile
{
    private const int MostReplicates = 10_000;

    private readonly string name, folder;

    private DescriptionFile(string name, string folder) => (this.name, this.folder) = (name, folder);

    /// <summary>Names of the descriptions that are shipped.</summary>
    public static IReadOnlyList<string> Presets { get; } = ["butter-e"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; files that it names are relative to its folder.</param>
    /// <returns>The description and its text.</returns>
    /// <exception cref="InputException">The file cannot be read, or a key or value is unknown, missing or out of range; the line is named.</exception>
    public static (SweepDescription Description, string Text) Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read: {e.Message}");
        }

        return (Parse(text, path, Path.GetDirectoryName(Path.GetFullPath(path))!), text);
    }

    /// <summary>A shipped description.</summary>
    /// <param name="preset">One of <see cref="Presets"/>.</param>
    /// <exception cref="InputException">There is no such description.</exception>
    public static (SweepDescription Description, string Text) ReadPreset(string preset)
    {
        if (!Presets.Contains(preset))
            throw new InputException($"--preset {preset}: unknown; known is {string.Join(", ", Presets)}");
        using var reader = new StreamReader(typeof(DescriptionFile).Assembly.GetManifestResourceStream($"Sweeps/{preset}.yaml")!);
        var text = reader.ReadToEnd();
        return (Parse(text, preset, Environment.CurrentDirectory), text);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="folder">Folder that files in it are relative to.</param>
    /// <exception cref="InputException">A key or value is unknown, missing or out of range; the line is named.</exception>
    public static SweepDescription Parse(string text, string name, string folder) => new DescriptionFile(name, folder).Parse(text);

    private SweepDescription Parse(string text)
    {
        var keys = new DescriptionKeys(name, Root(text), "datasets", "shapes", "depths", "sizes", "batchSizes", "devices", "schedules", "meters",
            "replicates", "epochs", "learningRate", "seed", "threads", "simd", "distinctNetworks");
        var fallback = new SweepDescription { Datasets = [], Depths = [], Sizes = [], Epochs = 1 };
        return new SweepDescription
        {
            Datasets = keys.List("datasets", Data) ?? throw keys.Missing("datasets"),
            Shapes = keys.List("shapes", ShapeOf) ?? fallback.Shapes,
            Depths = keys.Numbers("depths", 2, 1000)?.Select(depth => (int)depth).ToArray() ?? throw keys.Missing("depths"),
            Sizes = keys.Numbers("sizes", 1, 1L << 40) ?? throw keys.Missing("sizes"),
            BatchSizes = keys.Numbers("batchSizes", 1, 1 << 20)?.Select(batch => (int)batch).ToArray() ?? fallback.BatchSizes,
            Devices = keys.List("devices", Device) ?? fallback.Devices,
            Schedules = keys.List("schedules", node => keys.OneOf(node, "fused", "textbook")) ?? fallback.Schedules,
            Meters = keys.List("meters", node => (string?)keys.Text(node)) ?? fallback.Meters,
            Replicates = (int)(keys.Number("replicates", 1, MostReplicates) ?? fallback.Replicates),
            Epochs = (int)(keys.Number("epochs", 1, int.MaxValue) ?? throw keys.Missing("epochs")),
            LearningRate = keys.Positive("learningRate") ?? fallback.LearningRate,
            Seed = (int)(keys.Number("seed", 0, int.MaxValue) ?? fallback.Seed),
            Threads = (int?)keys.Number("threads", 1, 1 << 16),
            Simd = keys.Scalar("simd") is { } simd ? keys.OneOf(simd, [.. Enum.GetValues<SimdPath>().Select(SimdSelection.NameOf)]) : null,
            DistinctNetworks = keys.Scalar("distinctNetworks") is { } distinct && keys.OneOf(distinct, "false", "true") == "true",
        };

        Shape ShapeOf(YamlNode node) => ShapeName.TryParse(keys.OneOf(node, [.. ShapeName.All]), out var shape) ? shape : default;

        string Device(YamlNode node) => keys.Text(node) is var device && (device is "cpu" or "simulator" || IsNumbered(device))
            ? device
            : throw keys.Bad(node, $"'{device}' is no device: cpu, cuda:N, opencl:N or simulator");
    }

    private static bool IsNumbered(string device) => device.Split(':') is ["cuda" or "opencl", var number]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private YamlMappingNode Root(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new InputException($"{name} line {e.Start.Line}: {(e.InnerException ?? e).Message.ReplaceLineEndings(" ")}");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // What the library's parser says where it has lost its way.
            throw new InputException($"{name}: neither YAML nor JSON: brackets or quotes that do not close, or a key twice ({e.Message.ReplaceLineEndings(" ")})");
        }

        return stream.Documents is [{ RootNode: YamlMappingNode root }]
            ? root
            : throw new InputException($"{name}: must be one list of keys and values, such as 'datasets: [294_satellite_image]'");
    }

    // A name, or {file, name, dataset, task}.
    private DescribedData Data(YamlNode node)
    {
        if (node is not YamlMappingNode mapping)
        {
            var keysOfAll = new DescriptionKeys(name, new YamlMappingNode());
            return new DescribedData(Known(keysOfAll, node));
        }

        var keys = new DescriptionKeys(name, mapping, "file", "name", "dataset", "task");
        var file = keys.Scalar("file") is { } path ? Path.GetFullPath(keys.Text(path), folder) : null;
        var known = keys.Scalar("dataset") is { } dataset ? Known(keys, dataset) : null;
        if (file is null && known is null)
            throw keys.Bad(mapping, "data needs a file or a dataset");
        LearningTask? task = keys.Scalar("task") is not { } wanted ? null
            : keys.OneOf(wanted, "regression", "classification") == "regression" ? LearningTask.Regression : LearningTask.Classification;
        return new DescribedData(known, file, keys.Scalar("name") is { } own ? keys.Text(own) : null, task);
    }

    private static DatasetDescription Known(DescriptionKeys keys, YamlNode node) =>
        DatasetRegistry.Find(keys.OneOf(node, [.. DatasetRegistry.All.Select(known => known.Name)]))!;
}
