using System.Runtime.InteropServices;
using ButterE.Engine.Data;
using ButterE.Engine.Data.Sources;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Training;
using ButterE.Kernels.Losses;

namespace ButterE.Engine.Tests.Training;

/// <summary>What the tests of every trainer train.</summary>
internal static class TrainingCases
{
    public static byte[] Bits(ParameterSet parameters) => [.. parameters.Layers.SelectMany(layer => MemoryMarshal.AsBytes<float>(layer).ToArray())];

    public static IBatches Load(ITrainer trainer, Dataset data) => trainer.Load(data.Features, data.Targets, TrainTestSplit.None(data.Rows).Train);

    public static Dataset SomeData(Network network, LossKind loss, int rows) => DatasetSource.Synthetic(
        network.Inputs, network.Outputs, rows, OutputRule.TaskOf(loss), seed: 5);

    public static ParameterSet WithBiases(ParameterSet parameters)
    {
        // Zero biases would hide a wrong bias gradient behind symmetric data.
        var layers = parameters.Layers.Select((layer, i) => layer.Select((w, j) => w == 0 ? 0.01f * ((i + j) % 7 - 3) : w).ToArray());
        return new ParameterSet([.. layers]);
    }
}
