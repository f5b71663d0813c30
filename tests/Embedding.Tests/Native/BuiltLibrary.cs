using ButterE.Tests.Shared;

namespace ButterE.Embedding.Tests.Native;

/// <summary>The library for this processor, built once for all tests as the README says.</summary>
public sealed class BuiltLibrary
{
    private static readonly Lazy<string> Built = new(() =>
    {
        var lines = Tool.Run("bash", ["src/Native/build.sh"]).Succeeded().Split('\n');
        return Repository.PathOf(lines.Last(line => line.StartsWith("artifacts/native/", StringComparison.Ordinal)));
    });

    /// <summary>The library.</summary>
    public static string File => Built.Value;

    /// <summary>Its folder.</summary>
    public static string Folder => Path.GetDirectoryName(File)!;

    /// <summary>What the build wrote that compiled it.</summary>
    public static string Log => System.IO.File.ReadAllText(Path.Combine(Folder, "build.log"));

    /// <summary>Folder of the header, which the same build puts beside the library's.</summary>
    public static string Include => Path.Combine(Path.GetDirectoryName(Folder)!, "include");
}
