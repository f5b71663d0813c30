using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using ButterE.Probe;

namespace ButterE.Engine.Data.Tables;

/// <summary>Expands a gzip file that is in memory, and notices when it was cut short.</summary>
internal static class GzipFile
{
    private const int TrailerBytes = 8;

    /// <summary>Whether the bytes start with the magic number of gzip.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> bytes) => bytes is [0x1F, 0x8B, ..];

    /// <summary>Expands the file.</summary>
    /// <param name="name">Name of the file, for the message.</param>
    /// <param name="compressed">The whole file.</param>
    /// <exception cref="InputException">The file is damaged or cut short, or expands to more than one array can hold.</exception>
    public static byte[] Expand(string name, byte[] compressed)
    {
        var expanded = new MemoryStream();
        try
        {
            using var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
            gzip.CopyTo(expanded);
        }
        catch (InvalidDataException)
        {
            throw new InputException($"{name}: damaged gzip file");
        }
        catch (IOException)
        {
            throw new InputException($"{name}: expands to more than the {Array.MaxLength:N0} bytes that can be read");
        }

        var bytes = expanded.ToArray();
        if (!EndsAsItsTrailerSays(compressed, bytes))
            throw new InputException($"{name}: damaged gzip file, cut short after {bytes.Length:N0} expanded bytes");
        return bytes;
    }

    /// <summary>
    /// .NET's GZipStream ends a file that stops early like a whole one. The last 8 bytes of a whole file are the CRC-32 and the length of
    /// its last member (RFC 1952, 2.3.1), so they must fit the end of what was expanded.
    /// </summary>
    private static bool EndsAsItsTrailerSays(ReadOnlySpan<byte> compressed, ReadOnlySpan<byte> expanded)
    {
        if (compressed.Length < TrailerBytes)
            return false;
        var trailer = compressed[^TrailerBytes..];
        var length = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        return length <= (uint)expanded.Length && Crc32.HashToUInt32(expanded[^(int)length..]) == BinaryPrimitives.ReadUInt32LittleEndian(trailer);
    }
}
