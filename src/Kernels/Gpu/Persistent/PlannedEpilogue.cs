using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Memory;
using ButterE.Kernels.Gpu.Optimizer;
using ILGPU;

namespace ButterE.Kernels.Gpu.Persistent;

/// <summary>The epilogue that an operation names.</summary>
/// <param name="plan">What the steps touch.</param>
/// <param name="operation">The operation.</param>
/// <param name="input">A of the product.</param>
public readonly struct PlannedEpilogue(StepPlan plan, StepOperation operation, ArrayView<Float4> input) : IEpilogue
{
    private readonly StepPlan plan = plan;
    private readonly StepOperation operation = operation;
    private readonly ArrayView<Float4> input = input;

    private ArrayView<Float4> Result => plan.Activations.SubView(operation.Result.From);

    private ArrayView<Float4> Activation => plan.Activations.SubView(operation.Activation.From);

    private GateRelu Gate => new(Activation, operation.Activation.Stride, Result, operation.Result.Stride);

    private KeepGateRelu Keep => new(Gate, plan.Activations.SubView(operation.Sum.From), operation.Sum.Stride);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accept(Float4 value, int row, int group)
    {
        var stride = operation.Result.Stride;
        if (operation.Epilogue == StepOperation.StorePlain)
            new StorePlain(Result, stride).Accept(value, row, group);
        if (operation.Epilogue == StepOperation.StoreRelu)
            new StoreRelu(Result, stride, operation.Columns).Accept(value, row, group);
        if (operation.Epilogue == StepOperation.StoreReluSkip)
            new StoreReluSkip(Activation, input, Result, stride).Accept(value, row, group);
        if (operation.Epilogue == StepOperation.GateRelu)
            Gate.Accept(value, row, group);
        if (operation.Epilogue == StepOperation.KeepGateRelu)
            Keep.Accept(value, row, group);
        if (operation.Epilogue == StepOperation.AddSkipGateRelu)
            new AddSkipGateRelu(Keep, plan.Activations.SubView(operation.Past.From), operation.Past.Stride).Accept(value, row, group);
        if (operation.Epilogue == StepOperation.Adam)
            new AdamEpilogue(plan.Adam.From(operation.Result.From), stride).Accept(value, row, group);
        if (operation.Epilogue == StepOperation.StoreGradient)
            new StorePlain(plan.Gradients.SubView(operation.Result.From), stride).Accept(value, row, group);
    }
}
