using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;

namespace ButterE.Engine.Training;

/// <summary>
/// The edge of a trainer. Inside, memory is reached by pointers whose bounds follow from the network and the batch alone; here whatever does not fit them, and
/// every use of what was disposed of, is refused.
/// </summary>
internal sealed class CheckedTrainer : ITrainer
{
    private readonly Network network;
    private readonly ITrainer trainer;
    private bool isDisposed;

    // Rows of the batch that the outputs are of.
    private int lastRows;

    /// <param name="network">The network, which can be trained.</param>
    /// <param name="trainer">Its trainer, which is disposed of with this one.</param>
    public CheckedTrainer(Network network, ITrainer trainer) => (this.network, this.trainer) = (network, trainer);

    public TrainerDescription Description => trainer.Description;

    public int StepsAtOnce => trainer.StepsAtOnce;

    public IBatches Load(ReadOnlySpan<float> features, ReadOnlySpan<float> targets, ReadOnlySpan<int> rows)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        var table = features.Length / network.Inputs;
        if (features.Length % network.Inputs != 0 || targets.Length != (long)table * network.Outputs)
        {
            throw new ArgumentException(
                $"{features.Length} features and {targets.Length} targets are no rows of {network.Inputs} inputs and {network.Outputs} outputs", nameof(features));
        }

        if (rows.IsEmpty)
            throw new ArgumentException("No row is chosen.", nameof(rows));
        foreach (var row in rows)
        {
            if ((uint)row >= (uint)table)
                throw new ArgumentOutOfRangeException(nameof(rows), row, $"The table has rows 0 to {table - 1}.");
        }

        return new OwnedBatches(this, trainer.Load(features, targets, rows));
    }

    public double Step(IBatches batches, int batch) => trainer.Step(Own(batches, batch), batch);

    public void Steps(IBatches batches, int first, Span<double> losses)
    {
        if (losses.IsEmpty)
            return;
        var own = Own(batches, first);
        trainer.Steps(own, first, losses);
        lastRows = own.RowsOf((int)((first + losses.Length - 1L) % own.Count));
    }

    public double Step(IBatches batches, int batch, StepLaps laps)
    {
        ArgumentNullException.ThrowIfNull(laps);
        if (laps.Layers < network.Depth)
            throw new ArgumentException($"Times of {laps.Layers} layers for a network of {network.Depth}.", nameof(laps));
        return trainer.Step(Own(batches, batch), batch, laps);
    }

    public double Test(IBatches batches, int batch) => trainer.Test(Own(batches, batch), batch);

    public void Outputs(Span<float> outputs)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (outputs.Length != (long)lastRows * network.Outputs)
            throw new ArgumentException($"{outputs.Length} floats for the {network.Outputs} outputs of {lastRows} rows", nameof(outputs));
        trainer.Outputs(outputs);
    }

    public void Import(ParameterSet parameters)
    {
        Require(parameters, nameof(parameters));
        trainer.Import(parameters);
    }

    public ParameterSet Export()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        return trainer.Export();
    }

    public void Export(int layer, Span<float> parameters)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(layer);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(layer, network.Depth);
        trainer.Export(layer, parameters);
    }

    public TrainerState ExportState()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        return trainer.ExportState();
    }

    public void ImportState(TrainerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Require(state.Parameters, nameof(state));
        Require(state.FirstMoment, nameof(state));
        Require(state.SecondMoment, nameof(state));
        trainer.ImportState(state);
    }

    public void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        trainer.Dispose();
    }

    private IBatches Own(IBatches batches, int batch)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (batches is not OwnedBatches own || own.Owner != this)
            throw new ArgumentException("The batches were loaded by another trainer.", nameof(batches));
        lastRows = own.RowsOf(batch);
        return own.Batches;
    }

    private void Require(ParameterSet parameters, string name)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        ArgumentNullException.ThrowIfNull(parameters, name);
        var fits = parameters.Layers.Count == network.Depth;
        for (var layer = 0; fits && layer < network.Depth; layer++)
            fits = parameters.Layers[layer].Length == (network.FanIn(layer) + 1) * network.Widths[layer];
        if (!fits)
            throw new ArgumentException($"The parameters are those of another network than {network.Inputs} -> {string.Join(", ", network.Widths)}.", name);
    }

    private sealed class OwnedBatches(CheckedTrainer owner, IBatches batches) : IBatches
    {
        private bool isDisposed;

        public CheckedTrainer Owner => owner;

        public IBatches Batches => isDisposed ? throw new ObjectDisposedException(nameof(IBatches)) : batches;

        public int Count => batches.Count;

        public int Rows => batches.Rows;

        public int RowsOf(int batch)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(batch);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(batch, batches.Count);
            return Batches.RowsOf(batch);
        }

        public void Dispose()
        {
            if (isDisposed)
                return;
            isDisposed = true;
            batches.Dispose();
        }
    }
}
