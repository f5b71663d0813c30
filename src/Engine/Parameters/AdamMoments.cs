namespace ButterE.Engine.Parameters;

/// <summary>What Adam keeps from step to step, beside the parameters.</summary>
/// <param name="First">Running mean of the gradient, laid out as the parameters are.</param>
/// <param name="Second">Running mean of its square.</param>
/// <param name="Steps">Steps taken, by which Adam corrects both.</param>
public sealed record AdamMoments(ParameterSet First, ParameterSet Second, long Steps);
