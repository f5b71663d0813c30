namespace ButterE.Engine.Data;

/// <summary>What a result says about the data of a run, without the data.</summary>
/// <param name="Name">A registered name, or any other for a user's own data.</param>
/// <param name="Source">Where the numbers come from.</param>
/// <param name="Synthetic">Whether they were generated instead of observed.</param>
/// <param name="Rows">Rows before the split.</param>
/// <param name="RawFeatures">Feature columns before encoding.</param>
public sealed record DataOrigin(string Name, string Source, bool Synthetic, int Rows, int RawFeatures);
