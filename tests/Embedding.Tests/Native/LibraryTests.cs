using System.Text;
using System.Text.RegularExpressions;
using ButterE.Tests.Shared;

namespace ButterE.Embedding.Tests.Native;

/// <summary>What is in the library, and what is not.</summary>
public sealed partial class LibraryTests
{
    // Parquet.Net compiles accessors of classes, CsvHelper finds members by reflection; the engine uses neither of these ways.
    private static readonly string[] MayWarn = ["CsvHelper", "Parquet"];

    [NativeFact]
    public void Trimming_warns_of_named_packages_only()
    {
        var warned = Warning().Matches(BuiltLibrary.Log).ToArray();
        Assert.All(warned, warning => Assert.True(
            warning.Groups[1].Value is "IL2104" or "IL3053" && MayWarn.Contains(warning.Groups[2].Value), warning.Value));
    }

    [NativeFact]
    public void Nothing_of_ILGPU_is_inside()
    {
        var library = File.ReadAllBytes(BuiltLibrary.File);
        Assert.True(Contains(library, "CpuTrainer"), "names of types are not where this test looks for them");
        foreach (var name in new[] { "ILGPU", "Kernels.Gpu", "DeviceTrainer", "nvcuda" })
            Assert.False(Contains(library, name), $"{name} is in libbuttere.so");
    }

    [NativeFact]
    public void Its_functions_are_those_of_the_header()
    {
        var declared = Function().Matches(File.ReadAllText(Repository.PathOf("src/Native/include/buttere.h"))).Select(m => m.Groups[1].Value);
        var exported = Tool.Run("nm", ["-D", "--defined-only", BuiltLibrary.File]).Succeeded().Split('\n')
            .Select(line => line.Split(' ')[^1].Split('@')[0]).Where(name => name.StartsWith("be_", StringComparison.Ordinal));
        Assert.Equal(declared.Order(StringComparer.Ordinal), exported.Order(StringComparer.Ordinal));
    }

    [NativeFact]
    public void It_needs_nothing_but_the_C_library()
    {
        var needed = Needed().Matches(Tool.Run("readelf", ["-d", BuiltLibrary.File]).Succeeded()).Select(m => m.Groups[1].Value);
        Assert.All(needed, name => Assert.Matches(@"^(lib(c|m|dl|pthread|rt)\.so|ld-linux)", name));
    }

    private static bool Contains(ReadOnlySpan<byte> library, string name) =>
        library.IndexOf(Encoding.UTF8.GetBytes(name)) >= 0 || library.IndexOf(Encoding.Unicode.GetBytes(name)) >= 0;

    [GeneratedRegex(@"(?:warning|error) (\w+): (?:Assembly '([\w.]+)')?.*")]
    private static partial Regex Warning();

    [GeneratedRegex(@"^(?:be_status|uint32_t|size_t|void) (be_\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Function();

    [GeneratedRegex(@"\(NEEDED\).*\[(.*)\]")]
    private static partial Regex Needed();
}
