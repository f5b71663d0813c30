using ButterE.Engine.Networks;
using ButterE.Engine.Training;
using ButterE.Engine.WorkingSets;
using ButterE.Kernels.Simd;

namespace ButterE.Engine.Model;

/// <summary>What a training step of this project's engine computes and moves, part by part.</summary>
/// <param name="Parameters">Parameters, both moments and, in the textbook schedule, the gradient matrix: what competes for the caches.</param>
/// <param name="Values">Values of all units, the gradients that a step holds at a time, and the batch.</param>
/// <param name="Parts">The parts in the order in which they run.</param>
internal sealed record StepWork(WorkingSet Parameters, WorkingSet Values, IReadOnlyList<PartWork> Parts)
{
    private const int MatricesOfAdam = 3;

    // A team keeps one gradient more, which is little beside the values of all units.
    private const int OneThread = 1;

    /// <summary>Counts a step.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">Rows of a batch.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="path">The SIMD path that runs.</param>
    public static StepWork Of(Network network, int batch, Schedule schedule, SimdPath path)
    {
        var layers = LayerWork.Of(network, batch, path);
        var others = schedule == Schedule.Textbook ? MatricesOfAdam : MatricesOfAdam - 1;
        var bytes = layers.Sum(layer => layer.ParameterBytes);
        return new StepWork(
            new WorkingSet("b", bytes, others * bytes),
            new WorkingSet("t", 0, layers.Sum(layer => layer.OutputBytes) + layers[0].InputBytes
                + GradientPlaces.Carried(OneThread) * layers.Max(layer => layer.OutputBytes)
                + GradientPlaces.Transposed(OneThread) * layers.Max(layer => layer.TransposedBytes)),
            [.. PartsOf(layers, schedule)]);
    }

    private static IEnumerable<PartWork> PartsOf(IReadOnlyList<LayerWork> layers, Schedule schedule)
    {
        foreach (var layer in layers)
        {
            yield return new PartWork(StepPart.Forward, layer.Number, layer.ForwardVectors, new(Read: layer.ParameterBytes),
                new(Read: layer.InputBytes * (layer.HasSkip ? 2 : 1), Write: layer.OutputBytes));
        }

        yield return new PartWork(StepPart.Loss, null, 0, new(), new(Copy: 2 * layers[^1].OutputBytes));
        foreach (var layer in layers.Reverse())
        {
            // The first layer carries no gradient to a layer below.
            var isFirst = layer.Number == 1;
            yield return new PartWork(StepPart.Backward, layer.Number, layer.BackwardVectors, new(Read: isFirst ? 0 : layer.ParameterBytes),
                new(Read: isFirst ? 0 : layer.OutputBytes, Copy: 2 * (layer.TransposedBytes + (isFirst ? 0 : layer.InputBytes))));
            // Read and written by a copy: twice the bytes that it keeps.
            yield return new PartWork(StepPart.Gradient, layer.Number, layer.GradientVectors,
                schedule == Schedule.Fused ? new(Adam: 2 * MatricesOfAdam * layer.ParameterBytes) : new(Write: layer.ParameterBytes),
                new(Read: layer.InputBytes + layer.OutputBytes));
        }

        for (var i = 0; i < layers.Count && schedule == Schedule.Textbook; i++)
            yield return new PartWork(StepPart.Adam, layers[i].Number, 0, new(Adam: (2 * MatricesOfAdam + 1) * layers[i].ParameterBytes), new());
    }
}

/// <summary>What one part of a step does.</summary>
/// <param name="Part">The part.</param>
/// <param name="Layer">Number of the layer, from 1; null for the loss.</param>
/// <param name="Vectors">Multiply-adds of whole vectors.</param>
/// <param name="Parameters">Bytes of parameters, moments and gradients that it moves.</param>
/// <param name="Values">Bytes of unit values that it moves.</param>
internal sealed record PartWork(StepPart Part, int? Layer, double Vectors, MovedBytes Parameters, MovedBytes Values);

/// <summary>Bytes that are moved, by how.</summary>
/// <param name="Read">Only read.</param>
/// <param name="Write">Only written.</param>
/// <param name="Copy">Read and written in about equal parts.</param>
/// <param name="Adam">Read and written by Adam's update, roots and divisions on the way.</param>
internal readonly record struct MovedBytes(double Read = 0, double Write = 0, double Copy = 0, double Adam = 0)
{
    /// <summary>All of them.</summary>
    public double Bytes => Read + Write + Copy + Adam;
}
