namespace ButterE.Probe.Paging;

/// <summary>A level of translation look-aside buffers that shows in what pages cost beyond their lines.</summary>
/// <param name="Pages">Entries: half-way, on a log scale, between the most pages that fit and the fewest of which most miss.</param>
/// <param name="Low">Most pages seen to fit, in 97.5 % of the resamples.</param>
/// <param name="High">Fewest pages of which the larger part of the loads was seen to miss, in 97.5 % of the resamples.</param>
/// <param name="MissNs">Extra time of a load that misses this level and finds its translation in the next one, or by a walk, ns.</param>
/// <param name="Support">Share of the resamples that found this level.</param>
internal sealed record TranslationBuffer(double Pages, double Low, double High, double MissNs, double Support);
