using ButterE.Engine.Data;
using ButterE.Engine.Parameters;
using ButterE.Engine.Training;

namespace ButterE.Engine.Benchmarks;

/// <summary>
/// Training steps through parameters that are as wrong as tf32 may make them, on a trainer that computes in float32: each parameter is off by 2^-11 of itself
/// during the step, up or down at random, and takes the step's update from where it was.
/// </summary>
internal static class RoundedParameters
{
    /// <summary>The most by which rounding to the nearest of 10 bits after the point changes a value, as a part of it.</summary>
    public const double Unit = 1.0 / (1 << 11);

    /// <summary>Makes the steps.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="batches">Its batches; the steps go round.</param>
    /// <param name="steps">Number of steps.</param>
    /// <param name="seed">Seed of what goes up and what down.</param>
    /// <returns>The loss of each step before its update, with the parameters that were off.</returns>
    public static IReadOnlyList<double> Steps(ITrainer trainer, IBatches batches, int steps, int seed)
    {
        var random = new Xoshiro256(seed);
        var losses = new double[steps];
        for (var step = 0; step < steps; step++)
        {
            var state = trainer.ExportState();
            var wrong = Map(state.Parameters, value => (float)(value * (1 + (random.NextUnit() < 0.5 ? -Unit : Unit))));
            trainer.ImportState(state with { Parameters = wrong });
            losses[step] = trainer.Step(batches, step % batches.Count);
            var after = trainer.ExportState();
            trainer.ImportState(after with { Parameters = Updated(state.Parameters, wrong, after.Parameters) });
        }

        return losses;
    }

    private static ParameterSet Map(ParameterSet set, Func<float, float> change) => new([.. set.Layers.Select(layer => layer.Select(change).ToArray())]);

    private static ParameterSet Updated(ParameterSet before, ParameterSet wrong, ParameterSet after) => new(
        [.. before.Layers.Select((layer, i) => layer.Select((value, j) => value + (after.Layers[i][j] - wrong.Layers[i][j])).ToArray())]);
}
