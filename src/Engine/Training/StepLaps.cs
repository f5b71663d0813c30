using System.Diagnostics;

namespace ButterE.Engine.Training;

/// <summary>A part of a training step.</summary>
public enum StepPart
{
    /// <summary>Forward pass of a layer.</summary>
    Forward,

    /// <summary>Output activation, loss and its gradient; belongs to no layer.</summary>
    Loss,

    /// <summary>Transposing the gradient of a layer and carrying it to the layer below.</summary>
    Backward,

    /// <summary>The gradient by the parameters of a layer; with the fused schedule Adam's update is in it.</summary>
    Gradient,

    /// <summary>Adam's own pass over a layer, which only the textbook schedule makes.</summary>
    Adam,
}

/// <summary>Times of the parts of training steps, as the first worker meets them. Reading the clock adds some tens of nanoseconds to each part.</summary>
/// <param name="layers">Layers of the network.</param>
public sealed class StepLaps(int layers)
{
    private static readonly int Parts = Enum.GetValues<StepPart>().Length;
    private readonly long[] ticks = new long[Parts * layers];
    private long last;

    /// <summary>Layers that can be timed.</summary>
    internal int Layers => layers;

    /// <summary>Seconds of a part in the step that was noted last.</summary>
    /// <param name="part">The part.</param>
    /// <param name="layer">Number of the layer, from 0; 0 for the loss.</param>
    public double Seconds(StepPart part, int layer) => (double)ticks[(int)part * layers + layer] / Stopwatch.Frequency;

    internal void Start()
    {
        Array.Clear(ticks);
        last = Stopwatch.GetTimestamp();
    }

    internal void Note(StepPart part, int layer)
    {
        var now = Stopwatch.GetTimestamp();
        ticks[(int)part * layers + layer] += now - last;
        last = now;
    }
}
