using System.Globalization;
using ButterE.Probe;
using YamlDotNet.RepresentationModel;

namespace ButterE.Engine.Sweeps.Planning;

/// <summary>The keys of one mapping of a description, each read as what it has to be.</summary>
internal sealed class DescriptionKeys
{
    private readonly string file;
    private readonly YamlMappingNode mapping;
    private readonly Dictionary<string, YamlNode> values = [];

    /// <summary>Takes a mapping.</summary>
    /// <param name="file">How messages call the description.</param>
    /// <param name="mapping">The mapping.</param>
    /// <param name="known">Every key that it may have.</param>
    /// <exception cref="InputException">It has another key.</exception>
    public DescriptionKeys(string file, YamlMappingNode mapping, params string[] known)
    {
        (this.file, this.mapping) = (file, mapping);
        foreach (var (key, value) in mapping.Children)
        {
            var name = key is YamlScalarNode scalar ? scalar.Value ?? "" : throw Bad(key, "a key must be a word");
            values[name] = known.Contains(name) ? value : throw Bad(key, $"unknown key '{name}'; known are {string.Join(", ", known)}");
        }
    }

    /// <summary>A message about a node.</summary>
    public InputException Bad(YamlNode node, string what) => new($"{file} line {node.Start.Line}: {what}");

    /// <summary>A message about a key that is not there.</summary>
    public InputException Missing(string key) => new($"{file}: key '{key}' is missing");

    /// <summary>The node of a key; null when the key is absent.</summary>
    public YamlNode? Scalar(string key) => values.GetValueOrDefault(key);

    /// <summary>A node that is a word or number.</summary>
    public string Text(YamlNode node) => node is YamlScalarNode { Value: { Length: > 0 } text } ? text : throw Bad(node, "must be a single word or number");

    /// <summary>A node that is one of some words.</summary>
    public string OneOf(YamlNode node, params string[] words) => Text(node) is var text && words.Contains(text)
        ? text
        : throw Bad(node, $"'{text}' is unknown; known are {string.Join(", ", words)}");

    /// <summary>A whole number; null when the key is absent.</summary>
    public long? Number(string key, long least, long most) => Scalar(key) is not { } node ? null
        : long.TryParse(Text(node), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : throw Bad(node, $"{key}: '{Text(node)}' must be a whole number from {least} to {most}");

    /// <summary>A positive number; null when the key is absent.</summary>
    public double? Positive(string key) => Scalar(key) is not { } node ? null
        : double.TryParse(Text(node), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0 && double.IsFinite(value) ? value
        : throw Bad(node, $"{key}: '{Text(node)}' must be a positive number");

    /// <summary>A list, or one value that stands for a list of it; null when the key is absent.</summary>
    public IReadOnlyList<T>? List<T>(string key, Func<YamlNode, T> read)
    {
        if (Scalar(key) is not { } node)
            return null;
        var items = new List<T>();
        foreach (var item in Items(key, node))
            Add(key, items, read(item), item);
        return items;
    }

    /// <summary>Whole numbers and ranges of them (<see cref="NumberRange"/>); null when the key is absent.</summary>
    public IReadOnlyList<long>? Numbers(string key, long least, long most)
    {
        if (Scalar(key) is not { } node)
            return null;
        var numbers = new List<long>();
        foreach (var item in Items(key, node))
        {
            var range = NumberRange.ParseOrNull(Text(item))
                ?? throw Bad(item, $"{key}: '{Text(item)}' is no number or range, such as 5, 2..10, 12..20 step 2, 2^5..2^24");
            foreach (var number in range)
            {
                if (number < least || number > most)
                    throw Bad(item, $"{key}: {number} must be from {least} to {most}");
                Add(key, numbers, number, item);
            }
        }

        return numbers;
    }

    private IEnumerable<YamlNode> Items(string key, YamlNode node)
    {
        if (node is not YamlSequenceNode list)
            return [node];
        return list.Children.Count > 0 ? list.Children : throw Bad(node, $"{key}: an empty list plans nothing");
    }

    private void Add<T>(string key, List<T> items, T item, YamlNode node)
    {
        if (items.Contains(item))
            throw Bad(node, $"{key}: {node} stands there twice");
        items.Add(item);
    }
}
