using System.Diagnostics;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Kernels;
using ButterE.Kernels.Gpu.Counters;
using ButterE.Kernels.Gpu.Devices;
using ButterE.Kernels.Gpu.Gemm;
using ButterE.Kernels.Gpu.Layers;
using ButterE.Kernels.Gpu.Losses;
using ButterE.Kernels.Gpu.Memory;
using ButterE.Kernels.Gpu.Optimizer;
using ButterE.Kernels.Gpu.Persistent;
using ButterE.Kernels.Losses;
using ButterE.Kernels.Optimizer;
using ButterE.Probe;

namespace ButterE.Engine.Training;

/// <summary>
/// Algorithm 1 of the paper on a device: one kernel for each product, with what follows it in its epilogue, on one stream. A step is forward (a
/// kernel a layer), loss and its gradient (one), then from the last layer down the gradient of the layer below and the update of the layer's own
/// parameters. Small networks may run many steps in one kernel instead, where that is measured to be faster.
/// </summary>
internal sealed class DeviceTrainer : ITrainer
{
    // Beyond it one multiprocessor needs longer than any launches: 1,536 operations a parameter at a batch of 256.
    private const long MostPersistentParameters = 1 << 15;

    private readonly Network network;
    private readonly TrainerSettings settings;
    private readonly DeviceSession session;
    private readonly LayerKernels kernels;
    private readonly LossPass loss;
    private readonly PersistentPass persistent;
    private readonly LaunchChoice choice;
    private readonly DeviceMatrices parameters, first, second, activations;
    private readonly DeviceMatrices? gradients;
    private readonly DeviceLayer[] layers;
    private readonly StepWindow steps, tests;
    private (DeviceBatches Batches, RecordedSteps Steps)? recorded;

    // Steps before the present window; Adam counts from the import on.
    private long stepsBefore;

    /// <summary>Opens the device.</summary>
    /// <param name="device">Its id.</param>
    /// <param name="network">The network.</param>
    /// <param name="loss">Output activation and loss.</param>
    /// <param name="settings">How to train.</param>
    /// <param name="mostSeconds">How long a launch may last, s; null for what suits a run. More brings many steps together on a slow device.</param>
    public DeviceTrainer(string device, Network network, LossKind loss, TrainerSettings settings, double? mostSeconds = null)
    {
        (this.network, this.settings) = (network, settings);
        (session, var variant) = Open(device, settings);
        var shapes = Enumerable.Range(0, network.Depth).Select(layer => (network.FanIn(layer) + 1, network.Widths[layer])).ToArray();
        parameters = new DeviceMatrices(session, shapes);
        first = new DeviceMatrices(session, shapes);
        second = new DeviceMatrices(session, shapes);
        gradients = settings.Schedule == Schedule.Textbook ? new DeviceMatrices(session, shapes) : null;
        (activations, layers) = LayOut();
        var gains = new AdamGains((float)(1 - AdamStep.FirstDecay), (float)(1 - AdamStep.SecondDecay), AdamStep.Epsilon);
        kernels = new LayerKernels(session, gains, variant, areGradientsChunked: network.Parameters <= MostPersistentParameters);
        var plans = layers.Select((layer, i) => new NetworkLayer(
            parameters[i], layer.Output, layer.Activation, layer.Delta, layer.OutputGradient, layer.HasSkip));
        var memory = new NetworkMemory([.. plans], activations, parameters, first, second, gradients);
        (this.loss, persistent) = loss switch
        {
            LossKind.SigmoidMeanSquaredError => Passes<SigmoidMeanSquaredError>(),
            LossKind.SigmoidBinaryCrossEntropy => Passes<SigmoidBinaryCrossEntropy>(),
            LossKind.SoftmaxCrossEntropy => Passes<SoftmaxCrossEntropy>(),
            _ => throw new ArgumentOutOfRangeException(nameof(loss)),
        };
        choice = new LaunchChoice([.. Admissible(settings.Launch)]) { MostSeconds = mostSeconds ?? LaunchChoice.UsualSeconds };
        var groups = LossPass.Groups(session, settings.Batch);
        steps = new StepWindow(session, groups);
        tests = new StepWindow(session, groups);
        OpenWindow();

        (LossPass, PersistentPass) Passes<TLoss>()
            where TLoss : struct, IRowLoss => (LossPass.Of<TLoss>(session), PersistentPass.Of<TLoss>(session, memory, gains));
    }

    public TrainerDescription Description =>
        new(session.Device.Id, null, settings.Schedule, settings.Threads, 1) { Launch = choice.Chosen, Precision = settings.Precision };

    public int StepsAtOnce => Math.Min(choice.Most, StepWindow.Length);

    public IBatches Load(ReadOnlySpan<float> features, ReadOnlySpan<float> targets, ReadOnlySpan<int> rows) =>
        new DeviceBatches(session, features, targets, rows, network.Inputs, network.Outputs, settings.Batch);

    public double Step(IBatches batches, int batch)
    {
        var loss = new double[1];
        Steps(batches, batch, loss);
        return loss[0];
    }

    public void Steps(IBatches batches, int first, Span<double> losses)
    {
        var own = (DeviceBatches)batches;
        for (var done = 0; done < losses.Length;)
        {
            var room = Room();
            var start = Stopwatch.GetTimestamp();
            var now = losses.Slice(done, Math.Min(Math.Min(losses.Length - done, room), choice.Most));
            var from = steps.Used;
            var batch = (first + done) % own.Count;
            Begin(steps, own, batch, now.Length);
            if (choice.Next == Launch.Persistent)
                persistent.Start(own.Features, own.Targets, now.Length, steps);
            else if (choice.Next == Launch.Graph)
                StartGraphs(own, batch, now.Length);
            else
                StartKernels(own, batch, now.Length);
            steps.Read(from, now);
            choice.Note(Stopwatch.GetElapsedTime(start).TotalSeconds, now.Length);
            for (var i = 0; i < now.Length; i++)
                now[i] /= own.RowsOf((batch + i) % own.Count);
            done += now.Length;
        }
    }

    public double Step(IBatches batches, int batch, StepLaps laps)
    {
        session.Wait();
        laps.Start();
        _ = Room();
        var own = (DeviceBatches)batches;
        Begin(steps, own, batch, 1);
        Work(own, own.RowsOf(batch), (part, layer) =>
        {
            session.Wait();
            laps.Note(part, layer);
        });
        return LastLoss(steps) / batches.RowsOf(batch);
    }

    public double Test(IBatches batches, int batch)
    {
        var own = (DeviceBatches)batches;
        if (tests.Used == StepWindow.Length)
            tests.Open(new float[StepWindow.Length]);
        Begin(tests, own, batch, 1);
        tests.Begin(settings.Batch, own.Rows);
        Forward(own.Features.Of(tests), own.RowsOf(batch), null);
        Loss(own, own.RowsOf(batch), tests);
        return LastLoss(tests) / own.RowsOf(batch);
    }

    public void Outputs(Span<float> outputs) => layers[^1].Output.Download().AsSpan(0, outputs.Length).CopyTo(outputs);

    public void Import(ParameterSet set)
    {
        for (var i = 0; i < layers.Length; i++)
            parameters[i].Upload(set.Layers[i]);
        first.Clear();
        second.Clear();
        stepsBefore = 0;
        OpenWindow();
    }

    public ParameterSet Export() => Download(parameters);

    public TrainerState ExportState() => new(Export(), Download(first), Download(second), stepsBefore + steps.Used);

    public void ImportState(TrainerState state)
    {
        for (var i = 0; i < layers.Length; i++)
        {
            parameters[i].Upload(state.Parameters.Layers[i]);
            first[i].Upload(state.FirstMoment.Layers[i]);
            second[i].Upload(state.SecondMoment.Layers[i]);
        }

        stepsBefore = state.Steps;
        OpenWindow();
    }

    public void Export(int layer, Span<float> parameters)
    {
        var own = this.parameters[layer].Download();
        if (own.Length != parameters.Length)
            throw new ArgumentException($"{parameters.Length} floats for a layer of {own.Length}", nameof(parameters));
        own.CopyTo(parameters);
    }

    /// <summary>The gradient by the parameters of the last step; only the textbook schedule keeps it.</summary>
    internal ParameterSet ExportGradient() => gradients is null
        ? throw new InvalidOperationException("The fused schedule keeps no gradient.")
        : Download(gradients);

    public void Dispose()
    {
        session.Wait();
        foreach (var owned in new IDisposable?[] { recorded?.Steps, persistent, activations, parameters, first, second, gradients, steps, tests, session })
            owned?.Dispose();
    }

    /// <summary>Refuses a precision that the device has not.</summary>
    public static void Require(string device, Precision precision)
    {
        var (session, _) = Open(device, new TrainerSettings { Precision = precision });
        session.Dispose();
    }

    private static (DeviceSession, ProductVariant) Open(string device, TrainerSettings settings)
    {
        if (settings is { Precision: Precision.Tf32, Launch: Launch.Persistent })
            throw new InputException("launch persistent: the kernel of many steps computes in float32 only, so tf32 products need launch kernels, graph or auto");
        var session = DeviceSession.Open(device);
        try
        {
            return (session, settings.Precision == Precision.Tf32 ? ProductVariants.InTf32(session) : ProductVariants.InFloat32(session));
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    // The way that was asked for, or all that may be the fastest.
    private IEnumerable<Launch> Admissible(Launch asked)
    {
        // The kernel of many steps has no tf32 products.
        var fits = PersistentPass.FitsOn(session) && settings.Precision == Precision.Float32;
        if (asked == Launch.Persistent && !fits)
            throw new UnavailableException($"device {session.Device.Id}: a group has too little shared memory for one kernel of many steps");
        if (asked == Launch.Graph && !session.CanRecord)
            throw new UnavailableException($"device {session.Device.Id}: only CUDA devices start recorded graphs of kernels; use --launch kernels");
        if (asked != Launch.Auto)
            return [asked];
        Launch[] all = [Launch.Kernels, Launch.Graph, Launch.Persistent];
        return all.Where(way => way switch
        {
            Launch.Graph => session.CanRecord,
            Launch.Persistent => fits && network.Parameters <= MostPersistentParameters,
            _ => true,
        });
    }

    private ParameterSet Download(DeviceMatrices matrices) => new([.. layers.Select((_, i) => matrices[i].Download())]);

    private (DeviceMatrices, DeviceLayer[]) LayOut()
    {
        var shapes = Enumerable.Range(0, network.Depth).Select(layer => DeviceLayer.Shapes(network, layer, settings.Batch)).ToArray();
        var memory = new DeviceMatrices(session, [.. shapes.SelectMany(own => own)]);
        var next = 0;
        return (memory, [.. shapes.Select((own, layer) => new DeviceLayer(network, layer, [.. own.Select(_ => memory[next++])]))]);
    }

    /// <summary>Steps that the window has room for, at least one.</summary>
    private int Room()
    {
        if (steps.Used == StepWindow.Length)
        {
            stepsBefore += StepWindow.Length;
            OpenWindow();
        }

        return StepWindow.Length - steps.Used;
    }

    private void StartKernels(DeviceBatches batches, int batch, int count)
    {
        for (var step = 0; step < count; step++)
            Work(batches, batches.RowsOf((batch + step) % batches.Count), null);
    }

    private void StartGraphs(DeviceBatches batches, int batch, int count)
    {
        if (recorded is not { } known || known.Batches != batches)
        {
            recorded?.Steps.Dispose();
            known = (batches, new RecordedSteps(session, rows => Work(batches, rows, null)));
            recorded = known;
        }

        for (var step = 0; step < count;)
        {
            var rows = batches.RowsOf((batch + step) % batches.Count);
            var alike = 1;
            while (step + alike < count && alike < RecordedSteps.Most && batches.RowsOf((batch + step + alike) % batches.Count) == rows)
                alike++;
            step += known.Steps.Start(rows, alike);
        }
    }

    // Tells a window of steps before they are started.
    private static void Begin(StepWindow window, DeviceBatches batches, int batch, int count)
    {
        window.Aim(batches.FirstRowOf(batch));
        window.Take(count, batches.FirstRowOf((batch + count) % batches.Count));
    }

    private static double LastLoss(StepWindow window)
    {
        var loss = new double[1];
        window.Read(window.Used - 1, loss);
        return loss[0];
    }

    private void OpenWindow()
    {
        var rates = new float[StepWindow.Length];
        for (var i = 0; i < rates.Length; i++)
            rates[i] = AdamStep.At(settings.LearningRate, stepsBefore + i + 1).Rate;
        steps.Open(rates);
    }

    private void Work(DeviceBatches batches, int rows, Action<StepPart, int>? done)
    {
        steps.Begin(settings.Batch, batches.Rows);
        var features = batches.Features.Of(steps);
        Forward(features, rows, done);
        Loss(batches, rows, steps);
        done?.Invoke(StepPart.Loss, 0);
        for (var i = layers.Length - 1; i >= 0; i--)
        {
            // The gradient goes through the parameters before they change.
            if (i > 0)
                Backward(i, rows);
            done?.Invoke(StepPart.Backward, i);
            var input = i == 0 ? features : layers[i - 1].Output;
            if (gradients is null)
                kernels.Update(input, layers[i].Delta, parameters[i], first[i], second[i], steps, rows);
            else
                kernels.Gradient(input, layers[i].Delta, gradients[i], rows);
            done?.Invoke(StepPart.Gradient, i);
        }

        if (gradients is null)
            return;
        kernels.Adam(gradients, parameters, first, second, steps);
        // One pass over all layers: its time stands with the first.
        done?.Invoke(StepPart.Adam, 0);
    }

    private void Forward(DeviceMatrix features, int rows, Action<StepPart, int>? done)
    {
        var input = features;
        for (var i = 0; i < layers.Length; i++)
        {
            var layer = layers[i];
            if (i == layers.Length - 1)
                kernels.Linear(input, parameters[i], layer.Output, rows);
            else if (layer.HasSkip)
                kernels.ReluSkip(input, parameters[i], layer.Activation, layer.Output, rows);
            else
                kernels.Relu(input, parameters[i], layer.Output, rows);
            done?.Invoke(StepPart.Forward, i);
            input = layer.Output;
        }
    }

    private void Loss(DeviceBatches batches, int rows, StepWindow window) =>
        loss.Start(layers[^1].Output, batches.Targets.Of(window), layers[^1].Delta, rows, window);

    private void Backward(int i, int rows)
    {
        DeviceLayer layer = layers[i], below = layers[i - 1];
        if (below.OutputGradient is not { } sum)
            kernels.Below(layer.Delta, parameters[i], below.Activation, below.Delta, rows);
        else if (layer.HasSkip)
            kernels.BelowPast(layer.Delta, parameters[i], layer.OutputGradient!, below.Activation, sum, below.Delta, rows);
        else
            kernels.BelowKept(layer.Delta, parameters[i], below.Activation, sum, below.Delta, rows);
    }
}
