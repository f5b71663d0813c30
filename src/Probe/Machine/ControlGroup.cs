namespace ButterE.Probe.Machine;

/// <summary>The control groups that limit this process: its own and all above it, in version 2 and version 1 of the interface.</summary>
internal static class ControlGroup
{
    /// <summary>Folders with the settings of a controller, the process's own group first.</summary>
    /// <param name="controller">Such as <c>memory</c> or <c>cpu</c>.</param>
    /// <param name="memberships">The kernel's list of the process's groups.</param>
    /// <param name="mount">Where the groups are mounted.</param>
    public static IEnumerable<(string Folder, bool IsVersion2)> FoldersOf(
        string controller, string memberships = "/proc/self/cgroup", string mount = "/sys/fs/cgroup")
    {
        if (!File.Exists(memberships))
            yield break;
        foreach (var line in File.ReadLines(memberships))
        {
            // hierarchy:controllers:path, the controllers empty for version 2
            var parts = line.Split(':', 3);
            if (parts.Length < 3 || (parts[1].Length > 0 && !parts[1].Split(',').Contains(controller)))
                continue;
            var isVersion2 = parts[1].Length == 0;
            for (var path = parts[2]; path is not null; path = Path.GetDirectoryName(path))
                yield return (Path.Combine(mount, isVersion2 ? "" : controller) + path.TrimEnd('/'), isVersion2);
        }
    }
}
