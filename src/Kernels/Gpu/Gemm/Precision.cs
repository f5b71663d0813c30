namespace ButterE.Kernels.Gpu.Gemm;

/// <summary>What the products of a training step compute with. Everything else is float32 in any case.</summary>
public enum Precision
{
    /// <summary>float32 operands, float32 sums.</summary>
    Float32,

    /// <summary>
    /// Operands rounded to tf32, which keeps 10 bits of the mantissa, float32 sums, on tensor cores: up to 2^-11 of each operand off. CUDA devices of compute
    /// capability 8.0 or higher only.
    /// </summary>
    Tf32,
}
