using System.Text.RegularExpressions;
using System.Xml.Linq;
using ButterE.Tests.Shared;

namespace ButterE.Cli.Tests;

/// <summary>Dependencies point strictly downward (docs/ARCHITECTURE.md, layer map).</summary>
public sealed partial class LayerRuleTests
{
    private static readonly Dictionary<string, int> LayerOf = new()
    {
        ["ButterE.Kernels"] = 1,
        ["ButterE.Kernels.Gpu"] = 1,
        ["ButterE.Probe"] = 2,
        ["ButterE.Engine"] = 3,
        ["Cli"] = 4,
        ["ButterE.Native"] = 4,
        ["ButterE.Native.Hosted"] = 4,
    };

    public static TheoryData<string> Projects => [.. Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_project_has_a_layer_and_uses_only_lower_ones(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        Assert.True(LayerOf.TryGetValue(name, out var layer), $"{name} has no layer: add it to the layer map");
        var used = XDocument.Load(project).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
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

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_namespace_of_a_file_is_its_folder(string project)
    {
        var root = XDocument.Load(project).Descendants("RootNamespace").SingleOrDefault()?.Value ?? Path.GetFileNameWithoutExtension(project);
        Assert.All(SourcesOf(project), source =>
        {
            var folder = Path.GetRelativePath(Path.GetDirectoryName(project)!, Path.GetDirectoryName(source.File)!);
            Assert.Equal(folder == "." ? root : $"{root}.{folder.Replace(Path.DirectorySeparatorChar, '.')}", source.Namespace);
        });
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_folders_of_a_project_use_each_other_in_a_circle(string project)
    {
        var sources = SourcesOf(project);
        var types = sources.ToLookup(source => source.Namespace, source => source.Types);
        var uses = sources.GroupBy(source => source.Namespace).ToDictionary(
            folder => folder.Key,
            folder => types.Select(t => t.Key).Where(other => other != folder.Key && folder.Any(source => Uses(source, other))).ToHashSet());

        // What is left after all that use nothing that is left are circles and their users.
        while (uses.FirstOrDefault(folder => folder.Value.Count == 0).Key is { } free)
        {
            uses.Remove(free);
            foreach (var others in uses.Values)
                others.Remove(free);
        }

        Assert.True(uses.Count == 0, string.Join("; ", uses.Select(folder => $"{folder.Key} uses {string.Join(", ", folder.Value)}")));

        // A using directive that is not needed does not compile; an enclosing namespace needs none, so there the names of its types tell.
        bool Uses(Source source, string other) => source.Usings.Contains(other)
            || (source.Namespace.StartsWith(other + ".", StringComparison.Ordinal) && types[other].Any(declared => declared.Overlaps(source.Words)));
    }

    private static List<Source> SourcesOf(string project) =>
        [.. Directory.EnumerateFiles(Path.GetDirectoryName(project)!, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Select(Source.Read)];

    /// <summary>A file as the folder rules see it.</summary>
    /// <param name="File">Its path.</param>
    /// <param name="Namespace">The namespace that it declares.</param>
    /// <param name="Usings">The namespaces that it names in using directives.</param>
    /// <param name="Types">The types that it declares.</param>
    /// <param name="Words">The words of its code, comments and plain texts left out.</param>
    private sealed partial record Source(
        string File, string Namespace, IReadOnlySet<string> Usings, IReadOnlySet<string> Types, IReadOnlySet<string> Words)
    {
        public static Source Read(string file)
        {
            var code = CommentOrText().Replace(System.IO.File.ReadAllText(file), " ");
            return new Source(file, Declared().Match(code).Groups[1].Value, First(Using(), code), First(Type(), code), First(Word(), code));
        }

        private static HashSet<string> First(Regex pattern, string code) => [.. pattern.Matches(code).Select(match => match.Groups[1].Value)];

        [GeneratedRegex(@"//.*|(?<!\$)""(\\.|[^""\\\n])*""")]
        private static partial Regex CommentOrText();

        [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
        private static partial Regex Declared();

        [GeneratedRegex(@"^using (?:static )?(ButterE[\w.]*);", RegexOptions.Multiline)]
        private static partial Regex Using();

        [GeneratedRegex(@"\b(?:class|struct|interface|enum|record) ([A-Z]\w*)")]
        private static partial Regex Type();

        [GeneratedRegex(@"\b([A-Z]\w*)")]
        private static partial Regex Word();
    }
}
