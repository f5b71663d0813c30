using ButterE.Kernels.Gpu.Counters;
using ButterE.Kernels.Gpu.Devices;
using ButterE.Kernels.Gpu.Gemm;
using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Memory;
using ButterE.Kernels.Gpu.Optimizer;
using ILGPU;
using ILGPU.Runtime;

namespace ButterE.Kernels.Gpu.Layers;

/// <summary>
/// The passes of a layer on one device; each starts one kernel on the session's stream. Shapes: input and output [batch, units + 1] with a column of
/// ones last, gradients [batch, units], parameters [fan-in + 1, units] with the bias last.
/// </summary>
/// <param name="session">The device.</param>
/// <param name="gains">Adam's constants.</param>
/// <param name="variant">How the kernels of the products are made; one that the device runs.</param>
/// <param name="areGradientsChunked">
/// Whether the gradient by the parameters is added in the order that <see cref="Persistent.PersistentKernel"/> keeps, so that both give the same bits.
/// </param>
public sealed class LayerKernels(DeviceSession session, AdamGains gains, ProductVariant variant, bool areGradientsChunked)
{
    private readonly ProductLauncher<AlongDepth, AcrossDepth, StorePlain> linear = new(session, variant);
    private readonly ProductLauncher<AlongDepth, AcrossDepth, StoreRelu> relu = new(session, variant);
    private readonly ProductLauncher<AlongDepth, AcrossDepth, StoreReluSkip> reluSkip = new(session, variant);
    private readonly ProductLauncher<AlongDepth, AlongDepth, GateRelu> below = new(session, variant);
    private readonly ProductLauncher<AlongDepth, AlongDepth, KeepGateRelu> belowKept = new(session, variant);
    private readonly ProductLauncher<AlongDepth, AlongDepth, AddSkipGateRelu> belowPast = new(session, variant);
    private readonly ProductLauncher<AcrossDepth, AcrossDepth, StorePlain> gradient = new(session, variant, areGradientsChunked);
    private readonly ProductLauncher<AcrossDepth, AcrossDepth, AdamEpilogue> update = new(session, variant, areGradientsChunked);
    private readonly int adamThreads = Math.Min(AdamKernel.Threads, session.ThreadsPerGroup);
    private Action<AcceleratorStream, KernelConfig, ArrayView<Float4>, AdamTargets>? adam;

    /// <summary>The last layer: values before the output activation, [batch, units].</summary>
    public void Linear(DeviceMatrix input, DeviceMatrix parameters, DeviceMatrix output, int rows) =>
        Forward(linear, input, parameters, rows, new StorePlain(output.View, output.Stride));

    /// <summary>A hidden layer.</summary>
    public void Relu(DeviceMatrix input, DeviceMatrix parameters, DeviceMatrix output, int rows) =>
        Forward(relu, input, parameters, rows, new StoreRelu(output.View, output.Stride, parameters.Columns));

    /// <summary>A hidden layer that adds its input to its activation.</summary>
    public void ReluSkip(DeviceMatrix input, DeviceMatrix parameters, DeviceMatrix activations, DeviceMatrix output, int rows) =>
        Forward(reluSkip, input, parameters, rows, new StoreReluSkip(activations.View, input.View, output.View, output.Stride));

    /// <summary>The gradient before the activation of the layer below.</summary>
    /// <param name="delta">Gradient before this layer's activation.</param>
    /// <param name="parameters">This layer's parameters.</param>
    /// <param name="activations">Activations of the layer below.</param>
    /// <param name="result">Receives the gradient.</param>
    /// <param name="rows">Rows of the batch.</param>
    public void Below(DeviceMatrix delta, DeviceMatrix parameters, DeviceMatrix activations, DeviceMatrix result, int rows) =>
        Backward(below, delta, parameters, result, rows, Gate(activations, result));

    /// <summary>As <see cref="Below"/>, and keeps the gradient at the output of the layer below.</summary>
    public void BelowKept(DeviceMatrix delta, DeviceMatrix parameters, DeviceMatrix activations, DeviceMatrix sum, DeviceMatrix result, int rows) =>
        Backward(belowKept, delta, parameters, result, rows, Keep(activations, sum, result));

    /// <summary>As <see cref="BelowKept"/> for a layer with a skip: adds <paramref name="past"/>, the gradient at its own output.</summary>
    public void BelowPast(
        DeviceMatrix delta, DeviceMatrix parameters, DeviceMatrix past, DeviceMatrix activations, DeviceMatrix sum, DeviceMatrix result, int rows) =>
        Backward(belowPast, delta, parameters, result, rows, new AddSkipGateRelu(Keep(activations, sum, result), past.View, past.Stride));

    /// <summary>The gradient by the parameters, stored.</summary>
    public void Gradient(DeviceMatrix input, DeviceMatrix delta, DeviceMatrix target, int rows) =>
        ByParameters(gradient, input, delta, target, rows, new StorePlain(target.View, target.Stride));

    /// <summary>The gradient by the parameters, consumed by Adam in registers.</summary>
    public void Update(
        DeviceMatrix input, DeviceMatrix delta, DeviceMatrix parameters, DeviceMatrix first, DeviceMatrix second, StepWindow window, int rows) =>
        ByParameters(update, input, delta, parameters, rows, new AdamEpilogue(
            new AdamTargets(Rule(window), parameters.View, first.View, second.View), parameters.Stride));

    /// <summary>Adam over all layers.</summary>
    public void Adam(DeviceMatrices gradients, DeviceMatrices parameters, DeviceMatrices first, DeviceMatrices second, StepWindow window)
    {
        adam ??= session.Accelerator.LoadKernel<ArrayView<Float4>, AdamTargets>(AdamKernel.Run);
        var groups = (int)((gradients.Whole.Length + adamThreads - 1) / adamThreads);
        adam(session.Stream, new KernelConfig(groups, adamThreads), gradients.Whole,
            new AdamTargets(Rule(window), parameters.Whole, first.Whole, second.Whole));
    }

    private static void Forward<TEpilogue>(
        ProductLauncher<AlongDepth, AcrossDepth, TEpilogue> product, DeviceMatrix input, DeviceMatrix parameters, int rows, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue =>
        product.Start(Of(input, rows), Of(parameters, parameters.Rows), rows, parameters.Columns, parameters.Rows, epilogue);

    // The bias, the last row of the parameters, has no unit below it.
    private static void Backward<TEpilogue>(
        ProductLauncher<AlongDepth, AlongDepth, TEpilogue> product, DeviceMatrix delta, DeviceMatrix parameters, DeviceMatrix result, int rows, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue =>
        product.Start(Of(delta, rows), Of(parameters, result.Columns), rows, result.Columns, parameters.Columns, epilogue);

    private static void ByParameters<TEpilogue>(
        ProductLauncher<AcrossDepth, AcrossDepth, TEpilogue> product, DeviceMatrix input, DeviceMatrix delta, DeviceMatrix target, int rows, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue =>
        product.Start(Of(input, rows), Of(delta, rows), target.Rows, target.Columns, rows, epilogue);

    private static Operand Of(DeviceMatrix matrix, int rows) => new(matrix.View, rows, matrix.Stride, origin: matrix.Origin);

    private static GateRelu Gate(DeviceMatrix activations, DeviceMatrix result) => new(activations.View, activations.Stride, result.View, result.Stride);

    private static KeepGateRelu Keep(DeviceMatrix activations, DeviceMatrix sum, DeviceMatrix result) => new(Gate(activations, result), sum.View, sum.Stride);

    private AdamRule Rule(StepWindow window) => new(window.Rate, gains);
}
