using ButterE.Engine.Parameters;

namespace ButterE.Engine.Training;

/// <summary>
/// One network in training on one device: a seam that the CPU and the devices implement. Not thread-safe; one caller at a time.
/// </summary>
public interface ITrainer : IDisposable
{
    /// <summary>What runs: device, SIMD path, schedule and threads, as the results name them.</summary>
    TrainerDescription Description { get; }

    /// <summary>Copies rows into the trainer's own layout, cut into batches in their order; a short last batch is kept.</summary>
    /// <param name="features">Features, row-major [rows, inputs].</param>
    /// <param name="targets">Targets, row-major [rows, outputs].</param>
    /// <param name="rows">The rows to take, in this order.</param>
    IBatches Load(ReadOnlySpan<float> features, ReadOnlySpan<float> targets, ReadOnlySpan<int> rows);

    /// <summary>One training step: forward, backward, Adam.</summary>
    /// <param name="batches">Batches of this trainer.</param>
    /// <param name="batch">Number of the batch from 0.</param>
    /// <returns>Mean loss of the batch before the update.</returns>
    double Step(IBatches batches, int batch);

    /// <summary>
    /// Training steps on successive batches, beginning again with the first after the last. A device makes them without waiting for the host in between.
    /// </summary>
    /// <param name="batches">Batches of this trainer.</param>
    /// <param name="first">Number of the first batch from 0.</param>
    /// <param name="losses">Receives the mean loss of each step's batch before the update; as long as the steps are many.</param>
    void Steps(IBatches batches, int first, Span<double> losses)
    {
        for (var step = 0; step < losses.Length; step++)
            losses[step] = Step(batches, (first + step) % batches.Count);
    }

    /// <summary>Steps that are worth giving to <see cref="Steps"/> at once: a tenth of a second at most, so that a run can be stopped.</summary>
    int StepsAtOnce => 1;

    /// <summary>One training step whose parts are timed.</summary>
    /// <param name="batches">Batches of this trainer.</param>
    /// <param name="batch">Number of the batch from 0.</param>
    /// <param name="laps">Takes the times; made for as many layers as the network has.</param>
    /// <returns>Mean loss of the batch before the update.</returns>
    double Step(IBatches batches, int batch, StepLaps laps);

    /// <summary>One test pass: forward only.</summary>
    /// <param name="batches">Batches of this trainer.</param>
    /// <param name="batch">Number of the batch from 0.</param>
    /// <returns>Mean loss of the batch.</returns>
    double Test(IBatches batches, int batch);

    /// <summary>Copies what the network made of the batch of the last step or test pass, before the output activation.</summary>
    /// <param name="outputs">Takes it: row-major [rows of that batch, outputs].</param>
    void Outputs(Span<float> outputs);

    /// <summary>Sets the parameters and forgets the moments of Adam.</summary>
    void Import(ParameterSet parameters);

    /// <summary>A copy of the parameters.</summary>
    ParameterSet Export();

    /// <summary>Copies the parameters of one layer.</summary>
    /// <param name="layer">Number of the layer, from 0.</param>
    /// <param name="parameters">Takes them: row-major [fan-in + 1, units], the bias as the last row.</param>
    /// <exception cref="ArgumentException"><paramref name="parameters"/> has another length than the layer.</exception>
    void Export(int layer, Span<float> parameters);

    /// <summary>A copy of everything that a step changes.</summary>
    TrainerState ExportState();

    /// <summary>Sets everything that a step changes, so that training goes on with the same bits.</summary>
    /// <param name="state">State of a trainer of the same network.</param>
    void ImportState(TrainerState state);
}

/// <summary>Rows in a trainer's own layout, cut into batches.</summary>
public interface IBatches : IDisposable
{
    /// <summary>Number of batches.</summary>
    int Count { get; }

    /// <summary>Rows in all.</summary>
    int Rows { get; }

    /// <summary>Rows of one batch.</summary>
    int RowsOf(int batch);
}

/// <summary>What a trainer runs on.</summary>
/// <param name="Device">The device as the option --device names it.</param>
/// <param name="Simd">The SIMD path; null on a device that has none.</param>
/// <param name="Schedule">The schedule.</param>
/// <param name="Threads">Threads asked for.</param>
/// <param name="ThreadsUsed">Threads used.</param>
public sealed record TrainerDescription(string Device, string? Simd, Schedule Schedule, int Threads, int ThreadsUsed)
{
    /// <summary>How the steps of a device were started; <see cref="Launch.Auto"/> as long as that is being measured, null on the CPU.</summary>
    public Launch? Launch { get; init; }

    /// <summary>What the products compute with.</summary>
    public Precision Precision { get; init; }
}
