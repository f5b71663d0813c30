using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Persistent;

/// <summary>The epilogue that an operation names.</summary>
/// <param name="plan">What the steps touch.</param>
/// <param name="operation">The operation.</param>
/// <param name="input">A of the product, from the first row of it that the group makes.</param>
/// <param name="first">That row.</param>
/// <param name="part">Where the part of the gradient begins that the group makes, in <see cref="StepPlan.Parts"/>.</param>
public readonly struct PlannedEpilogue(StepPlan plan, StepOperation operation, ArrayView<Float4> input, int first, int part) : IEpilogue
{
    private readonly StepPlan plan = plan;
    private readonly StepOperation operation = operation;
    private readonly ArrayView<Float4> input = input;
    private readonly int first = first, part = part;

    private ArrayView<Float4> Result => From(operation.Result);

    private ArrayView<Float4> Activation => From(operation.Activation);

    private GateRelu Gate => new(Activation, operation.Activation.Stride, Result, operation.Result.Stride);

    private KeepGateRelu Keep => new(Gate, From(operation.OutputGradient), operation.OutputGradient.Stride);

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
            new AddSkipGateRelu(Keep, From(operation.Past), operation.Past.Stride).Accept(value, row, group);
        if (operation.Epilogue == StepOperation.StorePart)
            new StorePlain(plan.Parts.SubView(part + operation.Result.From), stride).Accept(value, row, group);
    }

    private ArrayView<Float4> From(MatrixPlace place) => plan.Activations.SubView(place.From + first * place.Stride);
}
