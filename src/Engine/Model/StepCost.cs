using ButterE.Engine.Training;

namespace ButterE.Engine.Model;

/// <summary>What one part of a training step costs.</summary>
/// <param name="Pass">The part.</param>
/// <param name="Layer">Number of the layer, from 1; null for the loss, which belongs to none.</param>
/// <param name="Seconds">Time, s.</param>
public sealed record StepCost(StepPart Pass, int? Layer, double Seconds);
