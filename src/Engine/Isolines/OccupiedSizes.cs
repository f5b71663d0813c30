using ButterE.Engine.WorkingSets;

namespace ButterE.Engine.Isolines;

/// <summary>Bytes that the three working sets of figures 7 and 8 occupy in one instance of their level.</summary>
internal sealed class OccupiedSizes
{
    private readonly double[] bytes;

    private OccupiedSizes(double[] bytes) => this.bytes = bytes;

    /// <summary>The sets: l (the largest inter-layer set), f and b.</summary>
    public static IReadOnlyList<string> Names { get; } = ["l", "f", "b"];

    /// <summary>Bytes of one of <see cref="Names"/>.</summary>
    public double this[string set] => bytes[set switch { "l" => 0, "f" => 1, _ => 2 }];

    /// <summary>Places the sets of one network.</summary>
    public static OccupiedSizes Of(TrainingSetup setup, MemoryHierarchy memory, IPlacement placement)
    {
        var sets = placement.Place(setup, memory, placement.DefaultDataCharge);
        return new OccupiedSizes([sets.InterLayer.Max(set => set.OccupiedBytes), sets.Forward.OccupiedBytes, sets.Backward.OccupiedBytes]);
    }
}
