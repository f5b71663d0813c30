using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace ButterE.Native.Calls;

/// <summary>Texts across the boundary: UTF-8 with a terminating NUL.</summary>
internal static unsafe class NativeText
{
    /// <summary>A text that the caller passed; null for a null pointer.</summary>
    public static string? Read(byte* text) => Marshal.PtrToStringUTF8((nint)text);

    /// <summary>A text that the caller must pass.</summary>
    /// <exception cref="CallException">The pointer is null or the text empty.</exception>
    public static string Require(byte* text, string name) =>
        Read(text) is { Length: > 0 } given ? given : throw CallException.Argument($"{name}: must not be null or empty");

    /// <summary>Gives a text to the caller, who frees it with <c>be_string_free</c>.</summary>
    /// <exception cref="CallException">There is no place to put it.</exception>
    public static void Give(string text, byte** place)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var memory = (byte*)NativeMemory.Alloc((nuint)length + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(memory, length));
        memory[length] = 0;
        *place = memory;
    }

    /// <summary>Copies as many whole characters as fit, and NUL.</summary>
    /// <returns>Bytes of the whole text without NUL.</returns>
    public static nuint Copy(string text, byte* target, nuint capacity)
    {
        if (target is not null && capacity > 0)
        {
            var span = new Span<byte>(target, (int)Math.Min(capacity - 1, int.MaxValue - 1));
            Utf8.FromUtf16(text, span, out _, out var written);
            target[written] = 0;
        }

        return (nuint)Encoding.UTF8.GetByteCount(text);
    }

    [UnmanagedCallersOnly(EntryPoint = "be_string_free", CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(byte* text) => NativeMemory.Free(text);
}
