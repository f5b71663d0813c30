using System.Text.Json;

namespace ButterE.Engine.Sweeps.Claims;

/// <summary>What workers tell each other, in files that may vanish at any moment.</summary>
internal static class ClaimDocument
{
    /// <summary>The text of a file.</summary>
    public static string Text<T>(T document) => JsonSerializer.Serialize(document);

    /// <summary>What a file says; null when it is gone or cannot be read.</summary>
    public static T? ReadOrNull<T>(string path)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
