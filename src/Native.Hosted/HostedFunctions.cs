using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ButterE.Native.Hosted;

/// <summary>
/// The functions of the header where no linker has exported them: hostfxr gives the program this one function, and this one gives it the others.
/// </summary>
public static unsafe class HostedFunctions
{
    private static readonly Dictionary<string, nint> Addresses = typeof(HostedFunctions).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
        .Select(method => (Name: method.GetCustomAttribute<UnmanagedCallersOnlyAttribute>()?.EntryPoint, Method: method))
        .Where(one => one.Name is not null)
        .ToDictionary(one => one.Name!, one => one.Method.MethodHandle.GetFunctionPointer());

    /// <summary>The address of a function; null when the header has none of that name.</summary>
    /// <param name="name">Its name, UTF-8 with a terminating NUL.</param>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static nint Find(byte* name) => Addresses.GetValueOrDefault(Marshal.PtrToStringUTF8((nint)name) ?? "");
}
