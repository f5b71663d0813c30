using System.Xml.Linq;
using ButterE.Tests.Shared;

namespace ButterE.Cli.Tests;

/// <summary>Dependencies point strictly downward (docs/ARCHITECTURE.md, layer map).</summary>
public sealed class LayerRuleTests
{
    private static readonly Dictionary<string, int> LayerOf = new()
    {
        ["ButterE.Kernels"] = 1,
        ["ButterE.Kernels.Gpu"] = 1,
        ["ButterE.Probe"] = 2,
        ["ButterE.Engine"] = 3,
        ["Cli"] = 4,
    };

    public static TheoryData<string> Projects => [.. Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_project_has_a_layer_and_uses_only_lower_ones(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        Assert.True(LayerOf.TryGetValue(name, out var layer), $"{name} has no layer: add it to the layer map");
        var used = XDocument.Load(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.All(used, other => Assert.True(LayerOf[other] < layer, $"{name} (layer {layer}) uses {other} (layer {LayerOf[other]})"));
    }

    [Theory]
    [InlineData("src/Engine", "System.Runtime.Intrinsics")]
    [InlineData("src/Engine", "DllImport")]
    [InlineData("src/Engine", "LibraryImport")]
    [InlineData("src/Kernels", "System.IO")]
    [InlineData("src/Kernels", "Stopwatch")]
    [InlineData("src/Kernels", "ButterE.Engine")]
    [InlineData("src/Probe", "ButterE.Engine")]
    public void A_layer_never_mentions_what_it_must_not_know(string folder, string forbidden)
    {
        var offenders = Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains(forbidden, StringComparison.Ordinal));
        Assert.Empty(offenders);
    }
}
