namespace ButterE.Cuda.StandIn.Text;

/// <summary>A text that this interpreter does not take, as a module's loader reports it.</summary>
/// <param name="line">Line of the text, from 1.</param>
/// <param name="message">What is wrong, and with which instruction or directive.</param>
internal sealed class PtxException(int line, string message) : Exception($"PTX line {line}: {message}")
{
    /// <summary>Line of the text, from 1.</summary>
    public int Line { get; } = line;
}
