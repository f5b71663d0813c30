using ButterE.Kernels.Gpu.Memory;

namespace ButterE.Kernels.Gpu.Gemm.Epilogues;

/// <summary>
/// What becomes of a finished product while it is in registers. Chosen by type, so that each kernel holds one epilogue and no branch. Each element
/// comes once, by whole groups of four; beyond the columns of the product, up to the next multiple of four, the value is 0.
/// </summary>
public interface IEpilogue
{
    /// <summary>Takes four neighbours of a row of the product.</summary>
    /// <param name="value">The values.</param>
    /// <param name="row">The row.</param>
    /// <param name="group">Column divided by four.</param>
    void Accept(Float4 value, int row, int group);
}
