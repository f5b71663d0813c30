namespace ButterE.Kernels.Gpu.Optimizer;

/// <summary>The constants of Adam.</summary>
/// <param name="First">1 - b1.</param>
/// <param name="Second">1 - b2.</param>
/// <param name="Epsilon">Keras's epsilon, outside the square root.</param>
public readonly record struct AdamGains(float First, float Second, float Epsilon);
