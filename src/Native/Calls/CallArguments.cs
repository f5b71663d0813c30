using System.Runtime.InteropServices;
using ButterE.Probe;
using ButterE.Probe.Files;

namespace ButterE.Native.Calls;

/// <summary>Checks of what a caller passes.</summary>
internal static unsafe class CallArguments
{
    /// <summary>Refuses a null pointer.</summary>
    /// <exception cref="CallException">The pointer is null.</exception>
    public static void Require(void* pointer, string name)
    {
        if (pointer is null)
            throw CallException.Argument($"{name}: must not be null");
    }

    /// <summary>
    /// Copies an options struct whose first field is its size in bytes as the caller was compiled: fields that the caller does not know are 0, which
    /// is the default of each; fields that this library does not know must be 0.
    /// </summary>
    /// <exception cref="CallException">The pointer is null, the size cannot be, or a field that this version does not have is set.</exception>
    public static T Options<T>(T* options, string name)
        where T : unmanaged
    {
        Require(options, name);
        var size = *(nuint*)options;
        if (size < (nuint)sizeof(nuint) || size > 1 << 16)
            throw CallException.Argument($"{name}: struct_size {size} is not the size of the struct; set it to sizeof");
        T own = default;
        var known = Math.Min(size, (nuint)sizeof(T));
        NativeMemory.Copy(options, &own, known);
        if (new ReadOnlySpan<byte>((byte*)options + known, (int)(size - known)).ContainsAnyExcept((byte)0))
            throw CallException.Argument($"{name}: struct_size {size}: a field is set that this version of the library does not have");
        return own;
    }

    /// <summary>Rows that the caller lends for the call.</summary>
    /// <exception cref="CallException">The pointer is null, or there are too many values.</exception>
    public static ReadOnlySpan<float> Rows(float* values, long rows, int columns, string name)
    {
        Require(values, name);
        return rows * columns <= Array.MaxLength
            ? new ReadOnlySpan<float>(values, (int)(rows * columns))
            : throw CallException.Shape($"{name}: {rows} rows of {columns} columns are more than {Array.MaxLength} values");
    }

    /// <summary>A file to write.</summary>
    /// <exception cref="CallException">It could not be written.</exception>
    public static string Writable(string path)
    {
        try
        {
            WholeFile.RequireWritable(path);
            return path;
        }
        catch (InputException e)
        {
            throw new CallException(CallStatus.File, e.Message);
        }
    }

    /// <summary>A file to read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="orFolder">Whether it may be a folder of files.</param>
    /// <exception cref="CallException">There is none.</exception>
    public static string Existing(string path, bool orFolder = false) => File.Exists(path) || (orFolder && Directory.Exists(path))
        ? path
        : throw new CallException(CallStatus.File, $"{path}: {(Directory.Exists(path) ? "is a folder" : $"no such file{(orFolder ? " or folder" : "")}")}");
}
