namespace ButterE.Kernels.Gpu.Counters;

/// <summary>
/// Begins a step on the device: the number of the step, its learning rate and its batch are looked up there, so that a recorded graph of kernels serves
/// every step as it stands.
/// </summary>
public static class AdvanceKernel
{
    /// <summary>The kernel; one thread.</summary>
    /// <param name="counters">Counted up.</param>
    /// <param name="batch">Rows of a batch.</param>
    /// <param name="rows">Rows in all.</param>
    public static void Run(StepCounters counters, int batch, int rows)
    {
        counters.BeginStep();
        var first = counters.Next;
        counters.First = first;
        counters.Next = first + batch < rows ? first + batch : 0;
    }
}
