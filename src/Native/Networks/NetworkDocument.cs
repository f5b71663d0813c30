using ButterE.Native.Documents;

namespace ButterE.Native.Networks;

/// <summary>What a network is, as JSON.</summary>
internal static class NetworkDocument
{
    public static string Of(EmbeddedNetwork network) => JsonText.Of(json =>
    {
        var (shape, ran) = (network.Network, network.Trainer.Description);
        json.WriteNumber("inputs", shape.Inputs);
        json.WriteStartArray("widths");
        foreach (var width in shape.Widths)
            json.WriteNumberValue(width);
        json.WriteEndArray();
        json.WriteBoolean("residual", shape.Residual);
        json.WriteNumber("parameters", shape.Parameters);
        json.WriteName("task", network.Task);
        json.WriteNumber("batch", network.Settings.Batch);
        json.WriteNumber("learningRate", network.Settings.LearningRate);
        json.WriteNumber("seed", network.Seed);
        json.WriteString("device", ran.Device);
        json.WriteString("simd", ran.Simd);
        json.WriteName("schedule", ran.Schedule);
        json.WriteNumber("threads", ran.Threads);
        json.WriteNumber("threadsUsed", ran.ThreadsUsed);
        json.WriteName("tuning", network.Settings.Tuning.Source);
        var train = network.Rows > 0 ? network.Train : null;
        json.WriteNumber("rows", train is null ? null : network.Rows);
        json.WriteNumber("trainRows", train?.Rows);
        json.WriteNumber("testRows", train is null ? null : network.Test?.Rows ?? 0);
        json.WriteNumber("batches", train?.Count);
    });
}
