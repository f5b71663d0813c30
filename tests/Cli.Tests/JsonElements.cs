using System.Text.Json;

namespace ButterE.Cli.Tests;

/// <summary>What the tests ask of a JSON document.</summary>
internal static class JsonElements
{
    public static string[] Keys(this JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];

    /// <summary>The keys of the contract are there; more may be.</summary>
    public static void AssertKeys(this JsonElement element, params string[] keys) => Assert.Superset(keys.ToHashSet(), element.Keys().ToHashSet());

    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
        {
            Assert.True(element.TryGetProperty(key, out var next), $"no key {key} in {element}");
            element = next;
        }

        return element;
    }

    public static double Number(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path).GetDouble();

    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path).GetString();

    public static double[] Numbers(this JsonElement element, params ReadOnlySpan<string> path) => [.. element.At(path).EnumerateArray().Select(item => item.GetDouble())];

    /// <summary>Whether a key is there and says that the value is not known.</summary>
    public static bool IsNull(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path).ValueKind == JsonValueKind.Null;
}
