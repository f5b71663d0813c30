namespace ButterE.Engine.Campaigns;

/// <summary>A kind of cluster node: nodes of one kind have the same processors, memory, disk and devices, and one idle power.</summary>
/// <param name="Name">Name; <c>cpu1</c> to <c>cpu4</c>, <c>gpu1</c> and <c>gpu2</c> for the paper's.</param>
/// <param name="Cpus">Cores, as sinfo prints them.</param>
/// <param name="TmpDisk">Local disk, MB, as sinfo prints it.</param>
/// <param name="Memory">Memory, MB, as sinfo prints it.</param>
/// <param name="Gres">Generic resources, as sinfo prints them; <c>(null)</c> for none.</param>
public sealed record NodeType(string Name, string Cpus, string TmpDisk, string Memory, string Gres)
{
    /// <summary>The six types of the paper's cluster (NREL, notebook 3_standardize), by name.</summary>
    public static IReadOnlyList<NodeType> OfPaper { get; } =
    [
        new("cpu1", "36", "900000", "85248", "(null)"),
        new("cpu2", "36", "900000", "180224", "(null)"),
        new("cpu3", "36", "1500000", "751616", "(null)"),
        new("cpu4", "36", "2400000", "751616", "(null)"),
        new("gpu1", "36", "1500000", "751616", "gpu:v100:2"),
        new("gpu2", "36", "2400000", "751616", "gpu:v100:2"),
    ];

    /// <summary>Whether nodes of this type have GPUs.</summary>
    public bool HasGpu => Gres.Contains("gpu", StringComparison.OrdinalIgnoreCase);

    /// <summary>The type of a node, under the paper's name when it is one of the paper's, else under its four properties.</summary>
    /// <param name="cpus">Cores.</param>
    /// <param name="tmpDisk">Local disk, MB.</param>
    /// <param name="memory">Memory, MB.</param>
    /// <param name="gres">Generic resources; null or empty for none. A socket list behind the count, such as (S:0-1), does not matter.</param>
    public static NodeType Of(string cpus, string tmpDisk, string memory, string? gres)
    {
        var devices = string.IsNullOrEmpty(gres) ? "(null)" : gres;
        if (devices.IndexOf('(', StringComparison.Ordinal) is > 0 and var sockets)
            devices = devices[..sockets];
        return OfPaper.FirstOrDefault(type => (type.Cpus, type.TmpDisk, type.Memory, type.Gres) == (cpus, tmpDisk, memory, devices))
            ?? new NodeType($"{cpus}/{tmpDisk}/{memory}/{devices}", cpus, tmpDisk, memory, devices);
    }
}
