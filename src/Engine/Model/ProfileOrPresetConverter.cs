using System.Text.Json;
using System.Text.Json.Serialization;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Model;

/// <summary>Reads the hardware profile of a model file: embedded, or the name of a preset. Writes it embedded.</summary>
internal sealed class ProfileOrPresetConverter : JsonConverter<HardwareProfile>
{
    public override HardwareProfile Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            return JsonSerializer.Deserialize<HardwareProfile>(ref reader, options)
                ?? throw new JsonException("holds null instead of a hardware profile");
        var name = reader.GetString()!;
        return HardwarePresets.Find(name)
            ?? throw new JsonException($"'{name}' is not a hardware preset ({string.Join(", ", HardwarePresets.Names)})");
    }

    public override void Write(Utf8JsonWriter writer, HardwareProfile value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, options);
}
