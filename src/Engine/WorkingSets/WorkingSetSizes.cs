using ButterE.Engine.Training;

namespace ButterE.Engine.WorkingSets;

/// <summary>The working sets of one training run (paper, section 6).</summary>
/// <param name="InterLayer">t1…tL: inputs and outputs of each layer for one batch.</param>
/// <param name="Forward">f: what a training forward pass reads.</param>
/// <param name="Test">f′: what a forward pass over the test data reads.</param>
/// <param name="Backward">b: what a backward pass touches beyond the inter-layer sets.</param>
/// <param name="Data">d: the whole data set; null when its number of rows is not known.</param>
public sealed record WorkingSetSizes(
    IReadOnlyList<WorkingSet> InterLayer, WorkingSet Forward, WorkingSet Test, WorkingSet Backward, WorkingSet? Data)
{
    private const int FloatBytes = sizeof(float);

    /// <summary>Bytes of unit values in <see cref="Backward"/>.</summary>
    public required double UnitBytesOfBackward { get; init; }

    /// <summary>
    /// Sizes as the published code (notebook 3) computes them. The backward set holds parameters, gradients and one value per
    /// unit of every layer, less the largest inter-layer set, which already occupies its place: together they are the union
    /// that section 7 of the paper asks a level to accommodate.
    /// </summary>
    /// <param name="setup">What is trained.</param>
    public static WorkingSetSizes OfPaper(TrainingSetup setup)
    {
        double parameterBytes = FloatBytes * (double)setup.Network.Parameters;
        var interLayer = InterLayerSets(setup, setup.RawFeatures);
        var unitBytes = UnitBytesBeyond(interLayer, setup, setup.RawFeatures);
        return new WorkingSetSizes(
            interLayer,
            new WorkingSet("f", parameterBytes, 0),
            new WorkingSet("fTest", parameterBytes, 0),
            new WorkingSet("b", 2 * parameterBytes, unitBytes),
            setup.DataBytes is { } bytes ? new WorkingSet("d", 0, bytes) : null) { UnitBytesOfBackward = unitBytes };
    }

    /// <summary>
    /// Sizes of the buffers that this project's engine touches: the input layer has the encoded width, the backward set adds
    /// the two moments of Adam, and the fused schedule has no gradient matrix. Parameters are read by every core; moments and
    /// gradients are written by the one core that owns their tile, hence distributed. Packed panels are transient copies of
    /// a tile, never larger than L1, and are not counted.
    /// </summary>
    /// <param name="setup">What is trained, with its schedule.</param>
    public static WorkingSetSizes OfEngine(TrainingSetup setup)
    {
        double parameterBytes = FloatBytes * (double)setup.Network.Parameters;
        var matricesOfAdam = setup.Schedule == Schedule.Textbook ? 3 : 2;
        var interLayer = InterLayerSets(setup, setup.Network.Inputs);
        var unitBytes = UnitBytesBeyond(interLayer, setup, setup.Network.Inputs);
        return new WorkingSetSizes(
            interLayer,
            new WorkingSet("f", parameterBytes, 0),
            new WorkingSet("fTest", parameterBytes, 0),
            new WorkingSet("b", parameterBytes, matricesOfAdam * parameterBytes + unitBytes),
            setup.Rows is { } rows ? new WorkingSet("d", 0, (double)rows * EngineDatumBytes(setup)) : null) { UnitBytesOfBackward = unitBytes };
    }

    /// <summary>Bytes of one encoded row with its targets, as this project's engine stores it.</summary>
    internal static double EngineDatumBytes(TrainingSetup setup) => FloatBytes * (double)(setup.Network.Inputs + setup.Network.Outputs);

    private static WorkingSet[] InterLayerSets(TrainingSetup setup, int inputs)
    {
        var sets = new WorkingSet[setup.Network.Depth];
        double fanIn = inputs;
        for (var layer = 0; layer < sets.Length; layer++)
        {
            double units = setup.Network.Widths[layer];
            sets[layer] = new WorkingSet($"t{layer + 1}", 0, FloatBytes * setup.Batch * (fanIn + units));
            fanIn = units;
        }

        return sets;
    }

    private static double UnitBytesBeyond(WorkingSet[] interLayer, TrainingSetup setup, int inputs) =>
        FloatBytes * (double)setup.Batch * setup.Network.Units(inputs).Sum(units => (double)units) - interLayer.Max(set => set.Bytes);
}
