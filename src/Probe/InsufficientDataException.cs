namespace ButterE.Probe;

/// <summary>The data are well formed but cannot support what was asked: too few rows, a fit without full rank, no evidence. The command line answers with exit code 4.</summary>
/// <param name="message">One line that says what is missing.</param>
public sealed class InsufficientDataException(string message) : Exception(message);
