namespace ButterE.Probe;

/// <summary>Input that cannot be used: an argument or the content of a file. The command line answers with exit code 2.</summary>
/// <param name="message">One line that names the file, row, column or option and what is wrong with it.</param>
public sealed class InputException(string message) : Exception(message);
