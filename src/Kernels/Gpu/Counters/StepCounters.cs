using ILGPU;

namespace ButterE.Kernels.Gpu.Counters;

/// <summary>What a device knows of the step that it makes.</summary>
/// <param name="counts">[3]: number of the step in its window, first row of its batch, first row of the next batch.</param>
/// <param name="rates">Learning rates of the window's steps.</param>
/// <param name="rate">[1]: learning rate of the step.</param>
public readonly struct StepCounters(ArrayView<int> counts, ArrayView<float> rates, ArrayView<float> rate)
{
    /// <summary>How many there are, and where they are.</summary>
    internal const int Length = 3, PlaceOfStep = 0, PlaceOfFirst = 1, PlaceOfNext = 2;

    private readonly ArrayView<int> counts = counts;
    private readonly ArrayView<float> rates = rates, rate = rate;

    /// <summary>First row of the step's batch.</summary>
    public int First
    {
        get => counts[PlaceOfFirst];
        set => counts[PlaceOfFirst] = value;
    }

    /// <summary>First row of the next batch.</summary>
    public int Next
    {
        get => counts[PlaceOfNext];
        set => counts[PlaceOfNext] = value;
    }

    /// <summary>Counts the step and looks up its learning rate.</summary>
    public void BeginStep()
    {
        var step = counts[PlaceOfStep] + 1;
        counts[PlaceOfStep] = step;
        rate[0] = rates[step];
    }
}
