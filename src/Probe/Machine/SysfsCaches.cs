using System.Globalization;

namespace ButterE.Probe.Machine;

/// <summary>Caches as the kernel lists them under <c>devices/system/cpu/cpu0/cache</c>.</summary>
internal static class SysfsCaches
{
    /// <summary>The data and unified caches of the first processor; empty where the kernel lists none, as in many virtual machines.</summary>
    /// <exception cref="InputException">A cache is listed with a size or level that is no number.</exception>
    public static IReadOnlyList<DeclaredCache> Read(string root)
    {
        var folder = Path.Combine(root, "devices/system/cpu/cpu0/cache");
        if (!Directory.Exists(folder))
            return [];
        var caches = new List<DeclaredCache>();
        foreach (var index in Directory.EnumerateDirectories(folder, "index*").Order(StringComparer.Ordinal))
        {
            if (Text(index, "type") is not ("Data" or "Unified") || Text(index, "size") is not { } size)
                continue;
            var level = (int)Number(index, "level", Text(index, "level") ?? "");
            caches.Add(new DeclaredCache("sysfs", level, Bytes(index, size), CpuList.CountOrNull(Text(index, "shared_cpu_list"))));
        }

        return caches;
    }

    /// <summary>One value of a cache; null where the kernel does not list it.</summary>
    /// <param name="index">The cache's folder.</param>
    /// <param name="file">The value.</param>
    public static string? Text(string index, string file)
    {
        var path = Path.Combine(index, file);
        return File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } text ? text : null;
    }

    private static long Bytes(string index, string size) => size[^1] switch
    {
        'K' => Number(index, "size", size[..^1]) << 10,
        'M' => Number(index, "size", size[..^1]) << 20,
        'G' => Number(index, "size", size[..^1]) << 30,
        _ => Number(index, "size", size),
    };

    private static long Number(string index, string file, string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new InputException($"{Path.Combine(index, file)}: '{text}' is not a number");
}
