using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Model;

/// <summary>Reads the hardware profile of a model file: embedded, or the name of a preset. Writes it embedded.</summary>
internal sealed class ProfileOrPresetConverter : JsonConverter<HardwareProfile>
{
    public override HardwareProfile Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            return JsonSerializer.Deserialize(ref reader, TypeIn(options))
                ?? throw new JsonException("holds null instead of a hardware profile");
        var name = reader.GetString()!;
        return HardwarePresets.Find(name)
            ?? throw new JsonException($"'{name}' is not a hardware preset ({string.Join(", ", HardwarePresets.Names)})");
    }

    public override void Write(Utf8JsonWriter writer, HardwareProfile value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, TypeIn(options));

    private static JsonTypeInfo<HardwareProfile> TypeIn(JsonSerializerOptions options) =>
        (JsonTypeInfo<HardwareProfile>)options.GetTypeInfo(typeof(HardwareProfile));
}
