using ButterE.Engine.WorkingSets;

namespace ButterE.Engine.Model;

/// <summary>How a model counts the terms of a run.</summary>
/// <param name="Placement">Where working sets reside.</param>
/// <param name="DataCharge">What one access to the data set moves.</param>
/// <param name="SizeBasis">Which bytes of a working set an access moves.</param>
/// <param name="Inputs">What counts as the width of the input layer.</param>
/// <param name="Target">Joules, of which what several threads do adds up, or seconds, in which they work side by side.</param>
internal sealed record CountingRules(IPlacement Placement, DataCharge DataCharge, SizeBasis SizeBasis, InputCounting Inputs, CostTarget Target)
{
    /// <summary>Whether counts beyond the paper's depend on the number of threads: only this engine's work is known to be shared by them, and only time passes once.</summary>
    public bool KnowThreads => Placement is EnginePlacement && Target == CostTarget.Time;
}

/// <summary>What a model counts for the input layer and for a row of the data set, in working sets and operations.</summary>
public enum InputCounting
{
    /// <summary>Feature columns before encoding, as the published code counts them.</summary>
    Raw,

    /// <summary>Columns after encoding, which is what a batch really holds.</summary>
    Encoded,
}

/// <summary>Which bytes of a working set one access moves in the model.</summary>
public enum SizeBasis
{
    /// <summary>All of them, whoever holds them: energy and the work of all units add up.</summary>
    Undivided,

    /// <summary>Those of one instance of the level: units work side by side, so time passes once.</summary>
    PerInstance,
}
