using ButterE.Engine.Data.Tables;

namespace ButterE.Engine.Data.Sources;

/// <summary>The real data that travel inside the assembly (Shipped/ATTRIBUTION.md).</summary>
internal static class ShippedTable
{
    private const string SatelliteImage = "294_satellite_image";

    /// <summary>Where the data come from, as their licence asks for.</summary>
    public const string Attribution = "UCI Statlog (Landsat Satellite), CC BY 4.0, shipped";

    /// <summary>Whether the data of a registered data set are shipped.</summary>
    public static bool Exists(DatasetDescription description) => description.Name == SatelliteImage;

    /// <summary>Opens the shipped data of a registered data set.</summary>
    /// <exception cref="InvalidOperationException">There are none (see <see cref="Exists"/>).</exception>
    public static DelimitedTable Open(DatasetDescription description)
    {
        var resource = description.Name + ".tsv.gz";
        using var stream = typeof(ShippedTable).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource {resource} is missing from the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return DelimitedTable.Parse(resource, bytes);
    }
}
