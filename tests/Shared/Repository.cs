namespace ButterE.Tests.Shared;

/// <summary>Where the sources and the reference data of this checkout are.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Reference data beside the checkout, or where BUTTERE_SHARED says; null when there are none.</summary>
    public static string? Shared
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable("BUTTERE_SHARED") ?? Path.Combine(Root, "..", "shared");
            return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
        }
    }

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ButterE.Engine.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("The tests run outside the checkout: ButterE.Engine.sln was not found above them.");
    }
}

/// <summary>A test that reads a file of the reference data; skipped visibly where the data are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string file)
    {
        if (Repository.Shared is null || !File.Exists(Path.Combine(Repository.Shared, file)))
            Skip = $"needs {file} of the reference data (set BUTTERE_SHARED)";
    }
}
