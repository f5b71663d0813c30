using ButterE.Engine.Parameters;

namespace ButterE.Engine.Training;

/// <summary>Everything that a training step changes: a trainer that is given it goes on with the same bits.</summary>
/// <param name="Parameters">The parameters.</param>
/// <param name="FirstMoment">Adam's running mean of the gradient.</param>
/// <param name="SecondMoment">Adam's running mean of its square.</param>
/// <param name="Steps">Steps taken, by which Adam corrects its moments.</param>
public sealed record TrainerState(ParameterSet Parameters, ParameterSet FirstMoment, ParameterSet SecondMoment, long Steps)
{
    /// <summary>What Adam keeps of it.</summary>
    public AdamMoments Moments => new(FirstMoment, SecondMoment, Steps);

    /// <summary>The state of a network that is given its parameters and what Adam kept.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="moments">What Adam kept.</param>
    public static TrainerState Of(ParameterSet parameters, AdamMoments moments) => new(parameters, moments.First, moments.Second, moments.Steps);
}
