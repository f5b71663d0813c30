using System.Diagnostics;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Kernels.Gemm;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Losses;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Optimizer;
using ButterE.Kernels.Simd;
using ButterE.Kernels.Threading;
using ButterE.Probe.Machine;

namespace ButterE.Engine.Training;

/// <summary>Makes trainers for the CPU.</summary>
internal static class CpuTrainer
{
    /// <summary>Makes a trainer for one SIMD path, with all parameters 0.</summary>
    /// <param name="network">The network.</param>
    /// <param name="loss">Output activation and loss.</param>
    /// <param name="settings">How to train.</param>
    /// <param name="path">The SIMD path; see <see cref="SimdSelection.Choose()"/>.</param>
    public static ITrainer Create(Network network, LossKind loss, TrainerSettings settings, SimdPath path) => path switch
    {
        SimdPath.V512 => new CpuTrainer<V512>(network, loss, settings, path),
        SimdPath.V256 => new CpuTrainer<V256>(network, loss, settings, path),
        SimdPath.V128 => new CpuTrainer<V128>(network, loss, settings, path),
        _ => new CpuTrainer<V1>(network, loss, settings, path),
    };
}

/// <summary>
/// Algorithm 1 of the paper on panel matrices. Each worker takes its panels of the batch through the network, forward, loss and backward:
/// rows of a batch never mix there. The gradients by the parameters sum over all rows, so the workers meet once a layer on the way back, and
/// the gradient of that layer, still in a near cache, is dealt out by parts of the parameters; who waits for others takes over what they have not begun.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
internal sealed class CpuTrainer<TVector> : ITrainer
    where TVector : unmanaged, IVector<TVector>
{
    // The workers write the losses of their panels at the same time: one cache line each.
    private const int LossStride = 64 / sizeof(double);

    // Works of a step that are shared, each for a layer.
    private const int ForwardWork = 0, BackwardWork = 1, GradientWork = 2, Works = 3;

    private readonly Network network;
    private readonly LossKind loss;
    private readonly TrainerSettings settings;
    private readonly CpuLayer<TVector>[] layers;
    private readonly CpuGradients<TVector> gradients;
    private readonly CpuShares<TVector> shares;
    private readonly SharedPieces pieces;
    private readonly StoreChoice? stores;
    private readonly double[] panelLoss;
    private readonly TeamAffinity? affinity;
    private readonly WorkerTeam team;

    // The batch that the team works on; set before every run.
    private PanelMatrix<TVector> features = null!, targets = null!;
    private bool training;
    private AdamStep adam;
    private long steps;

    // Where the first worker notes the time after each part of a step; null when nobody asked.
    private StepLaps? laps;

    public CpuTrainer(Network network, LossKind loss, TrainerSettings settings, SimdPath path)
    {
        (this.network, this.loss, this.settings) = (network, loss, settings);
        layers = new CpuLayer<TVector>[network.Depth];
        for (var i = 0; i < layers.Length; i++)
        {
            layers[i] = new CpuLayer<TVector>(
                network.FanIn(i), network.Widths[i], settings.Batch, network.HasSkip(i), settings.Schedule == Schedule.Textbook, settings.HugePages);
        }

        panelLoss = new double[Panel<TVector>.Count(settings.Batch) * LossStride];
        var threads = ThreadRule.Of(network, settings.Batch, Panel<TVector>.Width, settings.Tuning.SmallestSharedLayer, settings.MostThreads);
        shares = new CpuShares<TVector>(layers, settings.Batch, threads);
        pieces = new SharedPieces(threads, DoPiece);
        stores = threads > 1 ? new StoreChoice() : null;
        gradients = new CpuGradients<TVector>(network, settings.Batch, threads, settings.HugePages);
        Description = new TrainerDescription("cpu", SimdSelection.NameOf(path), settings.Schedule, settings.Threads, threads);
        affinity = TeamAffinity.Of(settings.Affinity);
        team = new WorkerTeam(threads, Work, affinity is null ? null : affinity.Pin);
    }

    public TrainerDescription Description { get; }

    public IBatches Load(ReadOnlySpan<float> features, ReadOnlySpan<float> targets, ReadOnlySpan<int> rows) =>
        new CpuBatches<TVector>(features, targets, rows, network.Inputs, network.Outputs, settings.Batch, settings.HugePages);

    public double Step(IBatches batches, int batch)
    {
        adam = AdamStep.At(settings.LearningRate, ++steps) with { PastCaches = stores?.PastCaches ?? false };
        training = true;
        if (stores is null)
            return Run(batches, batch);
        var start = Stopwatch.GetTimestamp();
        var mean = Run(batches, batch);
        stores.Took(Stopwatch.GetTimestamp() - start);
        return mean;
    }

    public double Step(IBatches batches, int batch, StepLaps laps)
    {
        this.laps = laps;
        try
        {
            laps.Start();
            return Step(batches, batch);
        }
        finally
        {
            this.laps = null;
        }
    }

    public double Test(IBatches batches, int batch)
    {
        training = false;
        return Run(batches, batch);
    }

    public void Outputs(Span<float> outputs)
    {
        var last = layers[^1];
        for (var i = 0; i < outputs.Length; i++)
            outputs[i] = last.Output[i % last.Units, i / last.Units];
    }

    public void Import(ParameterSet parameters)
    {
        for (var i = 0; i < layers.Length; i++)
        {
            Fill(layers[i], layers[i].Weights, parameters.Layers[i]);
            layers[i].FirstMoment.Clear();
            layers[i].SecondMoment.Clear();
        }

        steps = 0;
    }

    public ParameterSet Export() => Plain(layer => layer.Weights);

    public TrainerState ExportState() => new(Export(), Plain(layer => layer.FirstMoment), Plain(layer => layer.SecondMoment), steps);

    public void ImportState(TrainerState state)
    {
        for (var i = 0; i < layers.Length; i++)
        {
            Fill(layers[i], layers[i].Weights, state.Parameters.Layers[i]);
            Fill(layers[i], layers[i].FirstMoment, state.FirstMoment.Layers[i]);
            Fill(layers[i], layers[i].SecondMoment, state.SecondMoment.Layers[i]);
        }

        steps = state.Steps;
    }

    public void Export(int layer, Span<float> parameters) => Copy(layers[layer], layers[layer].Weights, parameters);

    /// <summary>The gradient by the parameters of the last step; only the textbook schedule keeps it.</summary>
    internal ParameterSet ExportGradient() =>
        Plain(layer => layer.Gradient ?? throw new InvalidOperationException("The fused schedule keeps no gradient."));

    public void Dispose()
    {
        team.Dispose();
        affinity?.Dispose();
        gradients.Dispose();
        foreach (var layer in layers)
            layer.Dispose();
    }

    private static void Fill(CpuLayer<TVector> layer, PanelMatrix<TVector> matrix, float[] plain)
    {
        for (var input = 0; input <= layer.FanIn; input++)
        {
            for (var unit = 0; unit < layer.Units; unit++)
                layer.Order.Element(matrix, input, unit) = plain[input * layer.Units + unit];
        }
    }

    private ParameterSet Plain(Func<CpuLayer<TVector>, PanelMatrix<TVector>> of) => new([.. layers.Select(layer => Plain(layer, of(layer)))]);

    private static float[] Plain(CpuLayer<TVector> layer, PanelMatrix<TVector> matrix)
    {
        var plain = new float[(layer.FanIn + 1) * layer.Units];
        Copy(layer, matrix, plain);
        return plain;
    }

    private static void Copy(CpuLayer<TVector> layer, PanelMatrix<TVector> matrix, Span<float> plain)
    {
        if (plain.Length != (layer.FanIn + 1) * layer.Units)
            throw new ArgumentException($"{plain.Length} floats for a layer of {layer.FanIn + 1} x {layer.Units}", nameof(plain));
        for (var input = 0; input <= layer.FanIn; input++)
        {
            for (var unit = 0; unit < layer.Units; unit++)
                plain[input * layer.Units + unit] = layer.Order.Element(matrix, input, unit);
        }
    }

    private double Run(IBatches batches, int batch)
    {
        var own = (CpuBatches<TVector>)batches;
        (features, targets) = (own.Features(batch), own.Targets(batch));
        shares.Deal(features.Columns);
        team.Run();
        double sum = 0;
        for (var panel = 0; panel < features.Panels; panel++)
            sum += panelLoss[panel * LossStride];
        return sum / features.Columns;
    }

    private void Work(int worker)
    {
        var noted = worker == 0 ? laps : null;
        Forward(worker, noted);
        Loss(worker);
        noted?.Note(StepPart.Loss, 0);
        if (!training)
        {
            // Whoever is done helps, here and after the last gradient.
            team.Meet(worker, pieces);
            return;
        }

        for (var i = layers.Length - 1; i >= 0; i--)
        {
            Backward(i, worker);
            // Nobody changes the parameters of a layer before everybody has carried the gradient through them.
            team.Meet(worker, pieces);
            noted?.Note(StepPart.Backward, i);
            Gradient(i, worker);
            noted?.Note(StepPart.Gradient, i);
        }

        team.Meet(worker, pieces);
        if (settings.Schedule == Schedule.Fused)
            return;
        for (var i = 0; i < layers.Length; i++)
        {
            UpdateFromGradient(layers[i], worker);
            noted?.Note(StepPart.Adam, i);
        }
    }

    private void MeetWhereShared(int worker)
    {
        if (shares.SharesPanels)
            team.Meet(worker, pieces);
    }

    private static int WorkOf(int work, int layer) => Works * layer + work;

    // A piece of the share of some worker, who need not be the one that does it.
    private void DoPiece(int work, int owner, int piece)
    {
        var layer = work / Works;
        switch (work % Works)
        {
            case ForwardWork:
                Forward(layer, shares.Forward(layer, owner)[piece]);
                break;
            case BackwardWork:
                Backward(layer, shares.Backward(layer, owner)[piece]);
                break;
            default:
                Gradient(layer, shares.Gradient(layer, owner)[piece]);
                break;
        }
    }

    // Through all layers. A share of a single piece is offered to nobody, here as in the other passes.
    private void Forward(int worker, StepLaps? noted)
    {
        for (var i = 0; i < layers.Length; i++)
        {
            ref readonly var own = ref shares.Forward(i, worker);
            if (own.Count == 1)
            {
                Forward(i, own.Part);
            }
            else
            {
                pieces.Do(worker, WorkOf(ForwardWork, i), own.Count);
                pieces.Complete(worker);
            }

            MeetWhereShared(worker);
            noted?.Note(StepPart.Forward, i);
        }
    }

    private unsafe void Forward(int i, ProductPart part)
    {
        var layer = layers[i];
        var input = InputOf(i);
        float* output = layer.Output.Start;
        if (i == layers.Length - 1)
            layer.Order.Forward(layer.Weights, input, layer.Output, part, new StoreOnly<TVector>(output), settings.Tuning.Blocking);
        else if (layer.HasSkip)
            layer.Order.Forward(layer.Weights, input, layer.Activation, part, new ReluAddSkip<TVector>(layer.Activation.Start, input.Start, output), settings.Tuning.Blocking);
        else
            layer.Order.Forward(layer.Weights, input, layer.Output, part, new Relu<TVector>(output), settings.Tuning.Blocking);
    }

    private PanelMatrix<TVector> InputOf(int layer) => layer == 0 ? features : layers[layer - 1].Output;

    private void Loss(int worker)
    {
        var last = layers[^1];
        var (from, to) = shares.Panels(worker);
        var delta = training ? gradients.Delta(layers.Length - 1) : null;
        PanelLoss<TVector>.Sum(loss, last.Output, targets, delta, features, from, to, panelLoss, LossStride);
        MeetWhereShared(worker);
    }

    // The gradient before the activation of a layer, transposed for its own parameters, and carried to the layer below.
    private void Backward(int i, int worker)
    {
        var (from, to) = shares.Panels(worker);
        ParameterGradient<TVector>.Transpose(gradients.Delta(i), gradients.Transposed(i), from, to);
        if (i == 0)
            return;
        ref readonly var own = ref shares.Backward(i, worker);
        if (own.Count == 1)
            Backward(i, own.Part);
        else
            pieces.Do(worker, WorkOf(BackwardWork, i), own.Count);
    }

    private unsafe void Backward(int i, ProductPart part)
    {
        CpuLayer<TVector> layer = layers[i], below = layers[i - 1];
        PanelMatrix<TVector> own = gradients.Delta(i), deltaBelow = gradients.Delta(i - 1);
        float* gate = below.Activation.Start, delta = deltaBelow.Start;
        if (gradients.AtOutput(i - 1) is { } sum)
        {
            float* past = layer.HasSkip ? gradients.AtOutput(i)!.Start : null;
            layer.Order.Backward(layer.Weights, own, sum, part, new AddSkipReluGate<TVector>(past, sum.Start, gate, delta), settings.Tuning.Blocking);
        }
        else
        {
            layer.Order.Backward(layer.Weights, own, deltaBelow, part, new ReluGate<TVector>(gate, delta), settings.Tuning.Blocking);
        }
    }

    // dW = Xt dY: each worker takes his share of the parameters.
    private void Gradient(int i, int worker)
    {
        var own = shares.Gradient(i, worker);
        if (own.Length == 1)
            Gradient(i, own[0]);
        else
            pieces.Do(worker, WorkOf(GradientWork, i), own.Length);
        // Here and not only at the next meeting, before which there is the product of the layer below.
        while (team.Size > 1 && pieces.Help(worker))
        {
        }
    }

    private unsafe void Gradient(int i, ProductPart[] parts)
    {
        var layer = layers[i];
        if (settings.Schedule == Schedule.Fused)
            Gradient(i, parts, new AdamEpilogue<TVector>(adam, layer.Weights.Start, layer.FirstMoment.Start, layer.SecondMoment.Start));
        else
            Gradient(i, parts, new StoreOnly<TVector>(layer.Gradient!.Start));
    }

    private void Gradient<TEpilogue>(int layer, ProductPart[] parts, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        foreach (var part in parts)
            layers[layer].Order.Gradient(InputOf(layer), gradients.Delta(layer), gradients.Transposed(layer), features.Columns, part, epilogue);
    }

    private void UpdateFromGradient(CpuLayer<TVector> layer, int worker)
    {
        var width = Panel<TVector>.Width;
        var (from, to) = Share.Of((int)(layer.Weights.Length / width), worker, team.Size);
        Adam<TVector>.Update(adam, layer.Gradient!, layer.Weights, layer.FirstMoment, layer.SecondMoment, (nint)from * width, (nint)to * width);
    }
}
