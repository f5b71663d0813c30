using System.Buffers.Binary;
using System.Text.Json;

namespace ButterE.Engine.Parameters;

/// <summary>
/// The head of a safetensors file as it is written (huggingface/safetensors, format description): the length of a JSON object, and in it each tensor's
/// type, shape and place in the payload that follows, in the order in which the tensors are added. All are F32.
/// </summary>
internal sealed class SafetensorsHeader : IDisposable
{
    // The format asks for a payload aligned to so many bytes; spaces after the JSON do it.
    private const int Alignment = 8;

    private readonly MemoryStream text = new();
    private readonly Utf8JsonWriter json;
    private long end;

    /// <summary>Begins a header.</summary>
    /// <param name="metadata">Free text that the file shall carry; null for none.</param>
    public SafetensorsHeader(IReadOnlyDictionary<string, string>? metadata = null)
    {
        json = new Utf8JsonWriter(text);
        json.WriteStartObject();
        if (metadata is null)
            return;
        json.WriteStartObject("__metadata__");
        foreach (var (key, value) in metadata)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    /// <summary>Adds a tensor; its payload follows that of the one before.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its shape.</param>
    public void Add(string name, params ReadOnlySpan<int> shape)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", "F32");
        json.WriteStartArray("shape");
        var begin = end;
        long bytes = sizeof(float);
        foreach (var dimension in shape)
        {
            json.WriteNumberValue(dimension);
            bytes *= dimension;
        }

        end += bytes;
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Ends the header and writes it; the payload comes next.</summary>
    /// <param name="file">The file.</param>
    public void WriteTo(Stream file)
    {
        json.WriteEndObject();
        json.Flush();
        while (text.Length % Alignment != 0)
            text.WriteByte((byte)' ');
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length);
        file.Write(length);
        text.WriteTo(file);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        json.Dispose();
        text.Dispose();
    }
}
