using ButterE.Kernels.Gpu.Devices;

namespace ButterE.Engine.Training;

/// <summary>
/// The kernels of steps as graphs: one of many steps on whole batches, one of a single one, one for the short last batch. The device knows itself which
/// batch comes next, so three serve all.
/// </summary>
/// <param name="session">A device that can record.</param>
/// <param name="start">Starts the kernels of a step on so many rows.</param>
internal sealed class RecordedSteps(DeviceSession session, Action<int> start) : IDisposable
{
    /// <summary>Steps of the longest graph: enough that the call that starts it is nothing beside them.</summary>
    public const int Most = 16;

    private readonly Dictionary<(int Rows, int Steps), KernelGraph> graphs = [];
    private readonly HashSet<int> ran = [];

    /// <summary>Starts some steps.</summary>
    /// <param name="rows">Rows of their batches.</param>
    /// <param name="most">Steps that there are to be made with so many rows.</param>
    /// <returns>How many were started.</returns>
    public int Start(int rows, int most)
    {
        // The first goes without a recording, so that the driver has loaded every kernel.
        if (ran.Add(rows))
        {
            start(rows);
            return 1;
        }

        // Both lengths at once, so that no later start has to wait for a recording.
        if (!graphs.ContainsKey((rows, 1)))
        {
            Record(rows, 1);
            Record(rows, Most);
        }

        var steps = most >= Most ? Most : 1;
        graphs[(rows, steps)].Start();
        return steps;
    }

    private void Record(int rows, int steps) => graphs.Add((rows, steps), session.Record(() =>
    {
        for (var step = 0; step < steps; step++)
            start(rows);
    }));

    public void Dispose()
    {
        foreach (var graph in graphs.Values)
            graph.Dispose();
    }
}
