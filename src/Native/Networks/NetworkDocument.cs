using System.Text;
using System.Text.Json;

namespace ButterE.Native.Networks;

/// <summary>What a network is, as JSON.</summary>
internal static class NetworkDocument
{
    public static string Of(EmbeddedNetwork network)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            var (shape, ran) = (network.Network, network.Trainer.Description);
            json.WriteStartObject();
            json.WriteNumber("inputs", shape.Inputs);
            json.WriteStartArray("widths");
            foreach (var width in shape.Widths)
                json.WriteNumberValue(width);
            json.WriteEndArray();
            json.WriteBoolean("residual", shape.Residual);
            json.WriteNumber("parameters", shape.Parameters);
            json.WriteString("task", CamelCase(network.Task.ToString()));
            json.WriteNumber("batch", network.Settings.Batch);
            json.WriteNumber("learningRate", network.Settings.LearningRate);
            json.WriteNumber("seed", network.Seed);
            json.WriteString("device", ran.Device);
            json.WriteString("simd", ran.Simd);
            json.WriteString("schedule", CamelCase(ran.Schedule.ToString()));
            json.WriteNumber("threads", ran.Threads);
            json.WriteNumber("threadsUsed", ran.ThreadsUsed);
            json.WriteString("tuning", CamelCase(network.Settings.Tuning.Source.ToString()));
            WriteRows(json, network);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static void WriteRows(Utf8JsonWriter json, EmbeddedNetwork network)
    {
        var train = network.Rows > 0 ? network.Train : null;
        WriteCount(json, "rows", network.Rows > 0 ? network.Rows : null);
        WriteCount(json, "trainRows", train?.Rows);
        WriteCount(json, "testRows", train is null ? null : network.Test?.Rows ?? 0);
        WriteCount(json, "batches", train?.Count);
    }

    private static void WriteCount(Utf8JsonWriter json, string name, int? count)
    {
        if (count is { } known)
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }

    private static string CamelCase(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
