using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Kernels.Gemm;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Losses;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Optimizer;
using ButterE.Kernels.Simd;
using ButterE.Kernels.Threading;

namespace ButterE.Engine.Training;

/// <summary>Makes trainers for the CPU.</summary>
public static class CpuTrainer
{
    /// <summary>Below this number of parameters a second thread costs more than it brings (docs/decisions/0004).</summary>
    public const int SmallestSharedNetwork = 4096;

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
/// Algorithm 1 of the paper on panel matrices. A step has two phases. In the first, each worker takes its panels of the batch through
/// the whole network, forward, loss and backward, without waiting for anyone: the layers of different rows never mix. In the second
/// the gradients by the parameters, which sum over all rows, are dealt out by parts of the parameters and Adam is applied.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
internal sealed class CpuTrainer<TVector> : ITrainer
    where TVector : unmanaged, IVector<TVector>
{
    private readonly Network network;
    private readonly LossKind loss;
    private readonly TrainerSettings settings;
    private readonly CpuLayer<TVector>[] layers;
    private readonly GemmBlocking blocking = GemmBlocking.Default;
    private readonly double[] panelLoss;
    private readonly WorkerTeam team;

    // The batch that the team works on; set before every run.
    private PanelMatrix<TVector> features = null!, targets = null!;
    private bool training;
    private AdamStep adam;
    private long steps;

    public CpuTrainer(Network network, LossKind loss, TrainerSettings settings, SimdPath path)
    {
        (this.network, this.loss, this.settings) = (network, loss, settings);
        layers = new CpuLayer<TVector>[network.Depth];
        for (var i = 0; i < layers.Length; i++)
        {
            layers[i] = new CpuLayer<TVector>(network.FanIn(i), network.Widths[i], settings.Batch, network.HasSkip(i),
                i + 1 < network.Depth && network.HasSkip(i + 1), settings.Schedule == Schedule.Textbook);
        }

        var panels = Panel<TVector>.Count(settings.Batch);
        panelLoss = new double[panels];
        var threads = network.Parameters < CpuTrainer.SmallestSharedNetwork ? 1 : Math.Clamp(settings.Threads, 1, panels);
        Description = new TrainerDescription("cpu", SimdSelection.NameOf(path), settings.Schedule, settings.Threads, threads);
        team = new WorkerTeam(threads, Work);
    }

    public TrainerDescription Description { get; }

    public IBatches Load(ReadOnlySpan<float> features, ReadOnlySpan<float> targets, ReadOnlySpan<int> rows) =>
        new CpuBatches<TVector>(features, targets, rows, network.Inputs, network.Outputs, settings.Batch);

    public double Step(IBatches batches, int batch)
    {
        adam = AdamStep.At(settings.LearningRate, ++steps);
        training = true;
        return Run(batches, batch);
    }

    public double Test(IBatches batches, int batch)
    {
        training = false;
        return Run(batches, batch);
    }

    public void Import(ParameterSet parameters)
    {
        for (var i = 0; i < layers.Length; i++)
        {
            var plain = parameters.Layers[i];
            for (var input = 0; input <= layers[i].FanIn; input++)
            {
                for (var unit = 0; unit < layers[i].Units; unit++)
                    layers[i].Weights[input, unit] = plain[input * layers[i].Units + unit];
            }

            layers[i].FirstMoment.Clear();
            layers[i].SecondMoment.Clear();
        }

        steps = 0;
    }

    public ParameterSet Export() => new([.. layers.Select(layer => Plain(layer, layer.Weights))]);

    /// <summary>The gradient by the parameters of the last step; only the textbook schedule keeps it.</summary>
    internal ParameterSet ExportGradient() =>
        new([.. layers.Select(layer => Plain(
            layer, layer.Gradient ?? throw new InvalidOperationException("The fused schedule keeps no gradient.")))]);

    public void Dispose()
    {
        team.Dispose();
        foreach (var layer in layers)
            layer.Dispose();
    }

    private static float[] Plain(CpuLayer<TVector> layer, PanelMatrix<TVector> matrix)
    {
        var plain = new float[(layer.FanIn + 1) * layer.Units];
        for (var input = 0; input <= layer.FanIn; input++)
        {
            for (var unit = 0; unit < layer.Units; unit++)
                plain[input * layer.Units + unit] = matrix[input, unit];
        }

        return plain;
    }

    private double Run(IBatches batches, int batch)
    {
        var own = (CpuBatches<TVector>)batches;
        (features, targets) = (own.Features(batch), own.Targets(batch));
        team.Run();
        double sum = 0;
        for (var panel = 0; panel < features.Panels; panel++)
            sum += panelLoss[panel];
        return sum / features.Columns;
    }

    private void Work(int worker)
    {
        var (from, to) = Share.Of(features.Panels, worker, team.Size);
        if (from < to)
        {
            Forward(from, to);
            Loss(from, to);
            if (training)
                Backward(from, to);
        }

        if (!training)
            return;
        team.Meet();
        if (settings.Schedule == Schedule.Fused)
        {
            for (var i = layers.Length - 1; i >= 0; i--)
                UpdateFused(i, worker);
        }
        else
        {
            for (var i = layers.Length - 1; i >= 0; i--)
                StoreGradient(i, worker);
            team.Meet();
            foreach (var layer in layers)
                UpdateFromGradient(layer, worker);
        }
    }

    private unsafe void Forward(int from, int to)
    {
        var input = features;
        for (var i = 0; i < layers.Length; i++)
        {
            var layer = layers[i];
            var part = new ProductPart(0, layer.Units, from, to);
            float* output = layer.Output.Start;
            if (i == layers.Length - 1)
                Product<RowsAlongColumns<TVector>, StoreOnly<TVector>>(layer.Weights, input, layer.Output, layer.FanIn + 1, part, new(output));
            else if (layer.HasSkip)
                Product<RowsAlongColumns<TVector>, ReluAddSkip<TVector>>(
                    layer.Weights, input, layer.Activation, layer.FanIn + 1, part, new(layer.Activation.Start, input.Start, output));
            else
                Product<RowsAlongColumns<TVector>, Relu<TVector>>(layer.Weights, input, layer.Output, layer.FanIn + 1, part, new(output));
            input = layer.Output;
        }
    }

    private unsafe void Loss(int from, int to)
    {
        var last = layers[^1];
        for (var panel = from; panel < to; panel++)
        {
            float* mask = features.Start + panel * features.PanelStride + (nint)network.Inputs * Panel<TVector>.Width;
            panelLoss[panel] = PanelLoss<TVector>.Sum(loss, last.Output, targets, training ? last.Delta : null, mask, features.Columns, panel);
        }
    }

    private unsafe void Backward(int from, int to)
    {
        for (var i = layers.Length - 1; ; i--)
        {
            var layer = layers[i];
            PanelTranspose<TVector>.Run(layer.Delta, layer.Units, layer.DeltaTransposed, from, to);
            if (i == 0)
                return;
            var below = layers[i - 1];
            var part = new ProductPart(0, below.Units, from, to);
            if (below.OutputGradient is { } sum)
            {
                float* past = layer.HasSkip ? layer.OutputGradient!.Start : null;
                Product<RowsAlongRows<TVector>, AddSkipReluGate<TVector>>(
                    layer.Weights, layer.Delta, sum, layer.Units, part, new(past, sum.Start, below.Activation.Start, below.Delta.Start));
            }
            else
            {
                Product<RowsAlongRows<TVector>, ReluGate<TVector>>(
                    layer.Weights, layer.Delta, below.Delta, layer.Units, part, new(below.Activation.Start, below.Delta.Start));
            }
        }
    }

    private unsafe void UpdateFused(int layer, int worker)
    {
        var own = layers[layer];
        GradientProduct(layer, worker, new AdamEpilogue<TVector>(adam, own.Weights.Start, own.FirstMoment.Start, own.SecondMoment.Start));
    }

    private unsafe void StoreGradient(int layer, int worker) => GradientProduct(layer, worker, new StoreOnly<TVector>(layers[layer].Gradient!.Start));

    private void UpdateFromGradient(CpuLayer<TVector> layer, int worker)
    {
        var width = Panel<TVector>.Width;
        var (from, to) = Share.Of((int)(layer.Weights.Length / width), worker, team.Size);
        Adam<TVector>.Update(adam, layer.Gradient!, layer.Weights, layer.FirstMoment, layer.SecondMoment, (nint)from * width, (nint)to * width);
    }

    // dW = Xt dY: blocks of rows of all panels in one sequence, dealt to the workers.
    private void GradientProduct<TEpilogue>(int layer, int worker, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        var own = layers[layer];
        var input = layer == 0 ? features : layers[layer - 1].Output;
        int width = Panel<TVector>.Width, rows = own.FanIn + 1, blocks = (rows + width - 1) / width;
        var (from, to) = Share.Of(blocks * own.Weights.Panels, worker, team.Size);
        while (from < to)
        {
            int panel = from / blocks, first = from % blocks, end = Math.Min(blocks, first + to - from);
            var part = new ProductPart(first * width, Math.Min(end * width, rows), panel, panel + 1);
            PanelGemm<TVector, RowsAlongRows<TVector>>.MultiplyInOneRun(input, own.DeltaTransposed, rows, features.Columns, part, epilogue);
            from += end - first;
        }
    }

    private void Product<TLayout, TEpilogue>(
        PanelMatrix<TVector> a, PanelMatrix<TVector> b, PanelMatrix<TVector> c, int length, ProductPart part, in TEpilogue epilogue)
        where TLayout : struct, IBroadcastLayout<TVector>
        where TEpilogue : struct, IEpilogue<TVector> =>
        PanelGemm<TVector, TLayout>.Multiply(a, b, c, length, part, epilogue, blocking);
}
