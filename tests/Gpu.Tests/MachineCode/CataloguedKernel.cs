using System.Reflection;

namespace ButterE.Kernels.Gpu.Tests.MachineCode;

/// <summary>A kernel and what its machine code must be like.</summary>
/// <param name="Name">Name in the reports.</param>
/// <param name="Method">The method that is compiled.</param>
internal sealed record CataloguedKernel(string Name, MethodInfo Method)
{
    /// <summary>Least architecture, as in sm_80.</summary>
    public int Architecture { get; init; }

    /// <summary>Whether its PTX may name local memory, which ptxas removes: outputs of inline PTX come back that way.</summary>
    public bool HasInlineOutputs { get; init; }

    /// <summary>Registers of a thread at most.</summary>
    public int MostRegisters { get; init; } = 168;

    /// <summary>Multiply-adds of float32 at least: the steps of the sum that are written out times the thread's tile.</summary>
    public int LeastMultiplyAdds { get; init; }

    /// <summary>Instructions of tensor cores, exactly; each must be of 16 x 8 x 8 in tf32.</summary>
    public int TensorInstructions { get; init; }

    /// <summary>Asynchronous copies of 16 bytes, exactly.</summary>
    public int PieceCopies { get; init; }

    /// <summary>Asynchronous copies of 4 bytes, exactly.</summary>
    public int ElementCopies { get; init; }

    /// <summary>Stores into shared memory where slices come asynchronously, exactly: the sums of tensor cores on their way to the epilogue.</summary>
    public int SharedStores => TensorInstructions;

    /// <summary>Whether slices pass no register.</summary>
    public bool IsAsynchronous => PieceCopies + ElementCopies > 0;
}
