namespace ButterE.Engine.Data;

/// <summary>What a result says about the data of a run, without the data.</summary>
/// <param name="Registered">Name of the registered data set under whose rules the rows were read; null for a user's own data.</param>
/// <param name="Source">Where the numbers come from.</param>
/// <param name="Synthetic">Whether they were generated instead of observed.</param>
/// <param name="Rows">Rows before the split.</param>
/// <param name="RawFeatures">Feature columns before encoding.</param>
/// <param name="Task">The task.</param>
/// <param name="Encoding">How the columns became inputs and targets.</param>
/// <param name="FileSha256">SHA-256 of the user's file; null without one.</param>
public sealed record DataOrigin(
    string? Registered, string Source, bool Synthetic, int Rows, int RawFeatures, LearningTask Task, EncodingRule Encoding = EncodingRule.Paper,
    string? FileSha256 = null);
