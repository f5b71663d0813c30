namespace ButterE.Engine.Sweeps.Working;

/// <summary>A run cannot be made, and no other worker could: the reason is recorded and the campaign goes on.</summary>
/// <param name="kind">Kind of the reason, as <see cref="Results.FailureRecord.Kind"/> names it.</param>
/// <param name="message">The reason in one line.</param>
internal sealed class BadRunException(string kind, string message) : Exception(message)
{
    /// <summary>Kind of the reason.</summary>
    public string Kind { get; } = kind;
}
