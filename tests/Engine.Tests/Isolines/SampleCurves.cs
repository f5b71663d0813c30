using ButterE.Engine.Isolines;
using ButterE.Engine.Model;
using ButterE.Engine.Networks;
using ButterE.Engine.WorkingSets;

namespace ButterE.Engine.Tests.Isolines;

/// <summary>Loss curves that tests start from.</summary>
internal static class SampleCurves
{
    /// <summary>A rectangle of depth 3 on the satellite data whose epochs cost the same.</summary>
    public static LossCurve Of(long size, double costPerEpoch, params double[] losses)
    {
        var network = NetworkSolver.Solve(Shape.Rectangle, 36, 6, 3, size);
        return new LossCurve
        {
            Device = "cpu",
            Dataset = "294_satellite_image",
            Shape = "rectangle",
            Size = size,
            Setup = new TrainingSetup(network, 36, 256, 6435),
            Epochs = [.. Enumerable.Range(1, losses.Length).Select(epoch => (double)epoch)],
            Losses = losses,
            Spent = [.. Enumerable.Range(1, losses.Length).Select(epoch => epoch * costPerEpoch)],
            Target = CostTarget.Time,
        };
    }
}
