using ButterE.Probe;
using ButterE.Probe.Files;

namespace ButterE.Engine.Study;

/// <summary>Where a study keeps what.</summary>
/// <param name="Root">The folder.</param>
public sealed record StudyFolder(string Root)
{
    /// <summary>The hardware profile.</summary>
    public string Profile => Path.Combine(Root, "profile.json");

    /// <summary>One Parquet file per run.</summary>
    public string Runs => Path.Combine(Root, "runs");

    /// <summary>The cost model.</summary>
    public string Model => Path.Combine(Root, "model.json");

    /// <summary>The recommendation.</summary>
    public string Recommendation => Path.Combine(Root, "recommendation.json");

    /// <summary>The report.</summary>
    public string Report => Path.Combine(Root, "report.html");

    /// <summary>The summary.</summary>
    public string Summary => Path.Combine(Root, "summary.json");

    /// <summary>Makes the folders.</summary>
    /// <exception cref="InputException">They cannot be made.</exception>
    public void Create()
    {
        OutputFolder.Make(Root);
        OutputFolder.Make(Runs);
    }
}
