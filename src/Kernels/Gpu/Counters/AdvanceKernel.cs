using ILGPU;

namespace ButterE.Kernels.Gpu.Counters;

/// <summary>
/// Begins a step on the device: the number of the step and its learning rate are looked up there, so that a recorded graph of kernels serves every
/// step as it stands.
/// </summary>
public static class AdvanceKernel
{
    /// <summary>The kernel; one thread.</summary>
    /// <param name="position">[1]: number of the step in the window; counted up.</param>
    /// <param name="rates">Learning rates of the window's steps.</param>
    /// <param name="rate">[1]: receives the learning rate of the step.</param>
    public static void Run(ArrayView<int> position, ArrayView<float> rates, ArrayView<float> rate)
    {
        var next = position[0] + 1;
        position[0] = next;
        rate[0] = rates[next];
    }
}
