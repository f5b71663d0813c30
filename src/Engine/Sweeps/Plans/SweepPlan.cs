namespace ButterE.Engine.Sweeps.Plans;

/// <summary>A plan: its header and its runs.</summary>
/// <param name="Header">What is true of it as a whole.</param>
/// <param name="Runs">The runs, shard by shard, in the order of their positions.</param>
public sealed record SweepPlan(PlanHeader Header, IReadOnlyList<SweepRun> Runs);
