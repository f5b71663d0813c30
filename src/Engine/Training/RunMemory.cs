using ButterE.Engine.Networks;

namespace ButterE.Engine.Training;

/// <summary>What a run needs of memory, about: enough to refuse one that cannot fit before the system ends the process for it.</summary>
public static class RunMemory
{
    /// <summary>What a program says that had too little of it.</summary>
    public const string NotEnough = "there is not enough memory for a network, batch or table of this size";

    // Parameters and two moments in training, and a copy of the three while the state is saved.
    private const int ParameterCopies = 3, SavedCopies = 3;

    // Activation and sum at a skip for every layer. Gradient, that gradient transposed and gradient at a skip for three layers at a time.
    private const int ValueCopies = 2, GradientPlaces = 3 * 3;

    // The table and the batches made of it.
    private const int DataCopies = 2;

    /// <summary>The runtime and its code, bytes.</summary>
    private const long RuntimeBytes = 100L << 20;

    /// <summary>Bytes of a run.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">Rows of a batch.</param>
    /// <param name="rows">Rows of the data.</param>
    /// <param name="schedule">The schedule.</param>
    public static long Bytes(Network network, int batch, int rows, Schedule schedule)
    {
        ArgumentNullException.ThrowIfNull(network);
        double parameters = network.Parameters * (ParameterCopies + SavedCopies + (schedule == Schedule.Textbook ? 1.0 : 0));
        var values = batch * (ValueCopies * network.Widths.Sum(width => (double)width + 1) + GradientPlaces * (network.Widths.Max() + 1.0));
        var data = (double)DataCopies * rows * (network.Inputs + network.Outputs + 1);
        return RuntimeBytes + (long)(sizeof(float) * (parameters + values + data));
    }
}
