namespace ButterE.Probe.Paging;

/// <summary>One measurement of both chains over as many lines.</summary>
/// <param name="Pages">Lines of either chain: one on each of so many pages, or packed.</param>
/// <param name="SparseNs">Time of a load with one line per page, ns.</param>
/// <param name="DenseNs">Time of a load with the lines packed, ns.</param>
/// <param name="Round">The round of visits it belongs to.</param>
internal readonly record struct PageVisit(int Pages, double SparseNs, double DenseNs, int Round);
