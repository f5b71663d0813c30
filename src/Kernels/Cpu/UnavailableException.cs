namespace ButterE.Kernels;

/// <summary>Something that the caller required is absent: a SIMD path, a device or a meter. The command line answers with exit code 3.</summary>
/// <param name="message">One line that names what is absent and what to do.</param>
public sealed class UnavailableException(string message) : Exception(message);
