namespace ButterE.Probe.Profile;

/// <summary>
/// Profiles of machines that the reader does not have: the two node types of the BUTTER-E paper (Tripp et al., Table 2 and published code), and what others have
/// published of two devices, to compare a probe's numbers with.
/// </summary>
public static class HardwarePresets
{
    /// <summary>The names that <see cref="Find"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["eagle-cpu", "eagle-gpu", "published-v100", "published-h100"];

    /// <summary>The profile of that name; null when there is none.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static HardwareProfile? Find(string name)
    {
        if (!Names.Contains(name))
            return null;
        using var stream = typeof(HardwarePresets).Assembly.GetManifestResourceStream($"Presets/{name}.json")
            ?? throw new InvalidOperationException($"The preset {name} is not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return ProfileFile.Parse(reader.ReadToEnd(), name);
    }

    /// <summary>A preset by name, or else a profile file: what options such as <c>--hardware</c> take.</summary>
    /// <param name="nameOrPath">One of <see cref="Names"/>, or the path of a profile.</param>
    /// <exception cref="InputException">It is neither a preset nor a readable profile.</exception>
    public static HardwareProfile FindOrRead(string nameOrPath) => Find(nameOrPath) ?? (File.Exists(nameOrPath)
        ? ProfileFile.Read(nameOrPath)
        : throw new InputException($"{nameOrPath}: neither a preset ({string.Join(", ", Names)}) nor an existing profile file"));
}
