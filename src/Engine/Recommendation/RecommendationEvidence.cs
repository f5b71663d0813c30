using ButterE.Engine.Emissions;
using ButterE.Engine.Isolines;
using ButterE.Engine.Model;
using ButterE.Engine.Trends;
using ButterE.Engine.WorkingSets;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Recommendation;

/// <summary>Everything that a recommendation may rest on; any part may be absent.</summary>
public sealed record RecommendationEvidence
{
    /// <summary>Cost of an epoch by a model or a profile.</summary>
    public EpochCost? Predicted { get; init; }

    /// <summary>Why the profile predicts no cost; null where it does, or where there is none.</summary>
    public string? WhyNotPredicted { get; init; }

    /// <summary>The machine whose levels hold the working sets.</summary>
    public HardwareProfile? Hardware { get; init; }

    /// <summary>How working sets are placed in them.</summary>
    public IPlacement Placement { get; init; } = new EnginePlacement();

    /// <summary>Loss curves of runs on the device, of this family and of others.</summary>
    public IReadOnlyList<LossCurve> Curves { get; init; } = [];

    /// <summary>Measured costs of runs on the device.</summary>
    public IReadOnlyList<CampaignRun> Measured { get; init; } = [];

    /// <summary>Whether runs among them, or among those that the prediction was fitted to, were simulated: nothing of those was measured.</summary>
    public bool Simulated { get; init; }

    /// <summary>The test loss that is wanted; null for the lowest that enough sizes reach.</summary>
    public double? Loss { get; init; }

    /// <summary>What turns joules into kWh and CO2.</summary>
    public ElectricitySupply Supply { get; init; } = new();

    /// <summary>Joules or seconds: of the prediction, or else of the runs.</summary>
    public CostTarget Target => Predicted?.Target ?? (Curves.Count > 0 ? Curves[0].Target : CostTarget.Time);
}
