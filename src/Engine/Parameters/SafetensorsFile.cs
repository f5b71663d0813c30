using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using ButterE.Engine.Data;
using ButterE.Engine.Networks;
using ButterE.Probe;
using ButterE.Probe.Files;

namespace ButterE.Engine.Parameters;

/// <summary>
/// Parameters as a safetensors file (huggingface/safetensors, format description): F32 tensors <c>layers.K.weight</c> [out, in] and
/// <c>layers.K.bias</c> [out], K from 0, so that PyTorch's Linear takes them as they are. Where asked for, Adam's moments follow under the same names with
/// <c>.first_moment</c> and <c>.second_moment</c> behind, and the metadata hold the number of steps as <c>adam_steps</c>.
/// </summary>
public static class SafetensorsFile
{
    private const int LargestHeader = 100_000_000;

    private const string FirstMoment = ".first_moment", SecondMoment = ".second_moment", Metadata = "__metadata__", StepsKey = "adam_steps";

    /// <summary>Writes the parameters of a network; an existing file is replaced only when the new one is whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The network.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="moments">What Adam keeps; null to leave it out.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, Network network, ParameterSet parameters, AdamMoments? moments = null)
    {
        (string Suffix, ParameterSet Set)[] parts = moments is null ? [("", parameters)] : [("", parameters), (FirstMoment, moments.First), (SecondMoment, moments.Second)];
        using var header = new SafetensorsHeader(
            moments is null ? null : new Dictionary<string, string> { [StepsKey] = moments.Steps.ToString(CultureInfo.InvariantCulture) });
        foreach (var (suffix, _) in parts)
        {
            for (var layer = 0; layer < network.Depth; layer++)
            {
                int fanIn = network.FanIn(layer), units = network.Widths[layer];
                header.Add(WeightName(layer) + suffix, units, fanIn);
                header.Add(BiasName(layer) + suffix, units);
            }
        }

        WholeFile.Write(path, file =>
        {
            header.WriteTo(file);
            foreach (var (_, set) in parts)
            {
                for (var layer = 0; layer < network.Depth; layer++)
                    WriteLayer(file, set.Layers[layer], network.FanIn(layer), network.Widths[layer]);
            }
        });
    }

    /// <summary>Reads the parameters of a network.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The network that they must fit.</param>
    /// <exception cref="InputException">The file is missing, is not safetensors, holds other tensors than the network needs, or a value that is not finite.</exception>
    public static ParameterSet Read(string path, Network network) => ReadWithMoments(path, network).Parameters;

    /// <summary>Reads the parameters of a network and what Adam keeps, where the file has it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The network that they must fit.</param>
    /// <exception cref="InputException">As for <see cref="Read"/>; or only some of the moments are there.</exception>
    public static (ParameterSet Parameters, AdamMoments? Moments) ReadWithMoments(string path, Network network)
    {
        if (!File.Exists(path))
            throw new InputException($"{path}: no such file");
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < 8
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes) is var headerLength
            && (headerLength > LargestHeader || headerLength > (ulong)bytes.Length - 8))
            throw new InputException($"{path}: not a safetensors file (its header is longer than the file)");
        var payload = 8 + (int)headerLength;
        using var header = Parse(path, bytes.AsMemory(8, (int)headerLength));
        var tensors = header.RootElement;
        RequireNoOthers(path, tensors, network);
        if (!tensors.TryGetProperty(Metadata, out var metadata) || metadata.ValueKind != JsonValueKind.Object || !metadata.TryGetProperty(StepsKey, out var text))
            return (Set(""), null);
        var isNumber = long.TryParse(text.ValueKind == JsonValueKind.String ? text.GetString() : null, NumberStyles.None, CultureInfo.InvariantCulture, out var steps);
        return isNumber
            ? (Set(""), new AdamMoments(Set(FirstMoment), Set(SecondMoment), steps))
            : throw new InputException($"{path}: {StepsKey} is {text.GetRawText()}, not a number of steps");

        ParameterSet Set(string suffix)
        {
            var layers = new float[network.Depth][];
            for (var layer = 0; layer < network.Depth; layer++)
            {
                int fanIn = network.FanIn(layer), units = network.Widths[layer];
                var weight = Floats(path, tensors, WeightName(layer) + suffix, [units, fanIn], bytes, payload);
                var bias = Floats(path, tensors, BiasName(layer) + suffix, [units], bytes, payload);
                layers[layer] = Join(weight, bias, fanIn, units);
            }

            return new ParameterSet(layers);
        }
    }

    // A file of another network may begin with the very tensors of this one.
    private static void RequireNoOthers(string path, JsonElement tensors, Network network)
    {
        HashSet<string> known = [Metadata];
        for (var layer = 0; layer < network.Depth; layer++)
        {
            foreach (var suffix in (ReadOnlySpan<string>)["", FirstMoment, SecondMoment])
                known.UnionWith([WeightName(layer) + suffix, BiasName(layer) + suffix]);
        }

        if (tensors.EnumerateObject().FirstOrDefault(tensor => !known.Contains(tensor.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } other)
            throw new InputException($"{path}: holds tensor {other.Name}, which the network has no place for");
    }

    private static string WeightName(int layer) => $"layers.{layer}.weight";

    private static string BiasName(int layer) => $"layers.{layer}.bias";

    private static void WriteLayer(Stream file, float[] layer, int fanIn, int units)
    {
        var weight = new float[fanIn * units];
        for (var input = 0; input < fanIn; input++)
        {
            for (var unit = 0; unit < units; unit++)
                weight[unit * fanIn + input] = layer[input * units + unit];
        }

        file.Write(MemoryMarshal.AsBytes<float>(weight));
        file.Write(MemoryMarshal.AsBytes(layer.AsSpan(fanIn * units)));
    }

    private static float[] Join(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int fanIn, int units)
    {
        var layer = new float[(fanIn + 1) * units];
        for (var input = 0; input < fanIn; input++)
        {
            for (var unit = 0; unit < units; unit++)
                layer[input * units + unit] = weight[unit * fanIn + input];
        }

        bias.CopyTo(layer.AsSpan(fanIn * units));
        return layer;
    }

    private static JsonDocument Parse(string path, ReadOnlyMemory<byte> header)
    {
        try
        {
            var document = JsonDocument.Parse(header);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw new InputException($"{path}: not a safetensors file (its header is not an object)");
        }
        catch (JsonException)
        {
            throw new InputException($"{path}: not a safetensors file (its header is not JSON)");
        }
    }

    private static ReadOnlySpan<float> Floats(string path, JsonElement header, string name, int[] shape, byte[] bytes, int payload)
    {
        if (!header.TryGetProperty(name, out var tensor))
            throw new InputException($"{path}: tensor {name} is missing");
        var expected = $"F32 [{string.Join(", ", shape)}]";
        string found;
        long begin, end;
        try
        {
            var lengths = tensor.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64());
            found = $"{tensor.GetProperty("dtype").GetString()} [{string.Join(", ", lengths)}]";
            (begin, end) = (tensor.GetProperty("data_offsets")[0].GetInt64(), tensor.GetProperty("data_offsets")[1].GetInt64());
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            throw new InputException($"{path}: tensor {name} is not described as the format asks");
        }

        if (found != expected)
            throw new InputException($"{path}: tensor {name} is {found}, the network needs {expected}");
        var length = shape.Aggregate(4L, (product, dimension) => product * dimension);
        if (begin < 0 || end - begin != length || end > bytes.Length - payload)
            throw new InputException($"{path}: tensor {name} lies outside the file (cut short?)");
        var floats = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(payload + (int)begin, (int)length));
        FiniteRows.Require(floats, shape[^1], $"{path}: tensor {name}");
        return floats;
    }
}
