namespace ButterE.Engine.Sweeps.Publishing;

/// <summary>What to publish, and where.</summary>
public sealed record PublishSettings
{
    /// <summary>Folder of the campaign, or any folder or file of run records.</summary>
    public required string Source { get; init; }

    /// <summary>Folder to write; it must be empty or absent.</summary>
    public required string Folder { get; init; }

    /// <summary>Table of the nodes as sinfo prints it; null to ask sinfo, and to describe this machine where it ran the runs.</summary>
    public string? Nodes { get; init; }

    /// <summary>Publishes the runs of so many epochs alone, because the layout has one number for all; null when all have the same.</summary>
    public int? Epochs { get; init; }
}
