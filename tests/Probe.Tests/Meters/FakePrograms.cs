namespace ButterE.Probe.Tests.Meters;

/// <summary>Programs of our own making, first on PATH. Tests that use them run one after another, because PATH belongs to the process.</summary>
internal sealed class FakePrograms : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("buttere-path-").FullName;
    private readonly string? before = Environment.GetEnvironmentVariable("PATH");

    public FakePrograms() => Environment.SetEnvironmentVariable("PATH", $"{folder}:{before}");

    /// <summary>Makes a program of a shell script.</summary>
    public FakePrograms Program(string name, string script)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return this;
    }

    /// <summary>Path of a file beside the programs.</summary>
    public string Beside(string name) => Path.Combine(folder, name);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", before);
        Directory.Delete(folder, recursive: true);
    }
}

[CollectionDefinition(Name)]
public sealed class ProgramsOnPath
{
    public const string Name = "programs on PATH";
}
