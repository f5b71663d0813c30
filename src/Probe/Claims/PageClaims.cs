using ButterE.Kernels.Memory;
using ButterE.Probe.Machine;
using ButterE.Probe.Profile;

namespace ButterE.Probe.Claims;

/// <summary>Claims about translation: entries of the buffers, and what huge pages are worth.</summary>
internal static class PageClaims
{
    /// <summary>Buffers keep some entries for stack, code and page tables, and a set may fill before the others.</summary>
    private const double EntriesTolerance = 1.15;

    /// <summary>Claims per level of buffers and page size.</summary>
    public static IEnumerable<MachineClaim> OfBuffers(IReadOnlyList<TlbLevel> measured, IReadOnlyList<DeclaredBuffer> declared, bool isVirtual)
    {
        var levels = measured.Where(buffer => !(buffer.HugePagesAsked == true && buffer.PageBytes < OffHeapMemory.HugePageBytes))
            .ToDictionary(buffer => (buffer.Level, Bytes: buffer.PageBytes ?? 0));
        foreach (var key in levels.Keys.Union(declared.Select(buffer => ((int?)buffer.Level, (double)buffer.PageBytes))).OrderBy(key => (key.Item2, key.Item1)))
        {
            var (level, pageBytes) = key;
            var sources = declared.Where(buffer => buffer.Level == level && buffer.PageBytes == pageBytes)
                .GroupBy(buffer => buffer.Entries).Select(same => (Entries: (double?)same.Key, By: (string?)string.Join(", ", same.Select(buffer => buffer.Source))));
            var buffer = levels.GetValueOrDefault(key);
            foreach (var (entries, by) in sources.DefaultIfEmpty((null, null)))
            {
                yield return ClaimVerdict.Judge(new MachineClaim($"L{level} DTLB, pages of {pageBytes / 1024:0} KiB", "entries", entries, by)
                {
                    Trust = by is null ? null : isVirtual ? DeclaredCache.Low : DeclaredCache.High,
                    Reason = by is not null && isVirtual ? DeclaredCaches.HypervisorReason : null,
                    Measured = buffer?.Entries,
                    MeasuredLow = buffer?.EntriesLow,
                    MeasuredHigh = buffer?.EntriesHigh,
                    Verdict = ClaimVerdict.NotMeasured,
                }, EntriesTolerance);
            }
        }
    }

    /// <summary>Whether huge pages that the kernel counts as granted reach further than small ones; null where none were granted.</summary>
    public static MachineClaim? OfHugePages(double? effectivePageBytes, long? grantedBytes) => grantedBytes is not > 0 ? null
        : ClaimVerdict.Judge(new MachineClaim("page size of memory asked to be huge", "B", OffHeapMemory.HugePageBytes, "smaps")
        {
            Trust = DeclaredCache.Low,
            Reason = "the kernel counts its own pages; a hypervisor may back them by small ones",
            Measured = effectivePageBytes,
            Verdict = ClaimVerdict.NotMeasured,
        }, EntriesTolerance);

    /// <summary>Claims about the length of a line.</summary>
    public static IEnumerable<MachineClaim> OfLine(IReadOnlyList<(string Source, int Bytes)> declared, int? measured) =>
        declared.GroupBy(line => line.Bytes).Select(same => ClaimVerdict.Judge(
            new MachineClaim("cache line", "B", same.Key, string.Join(", ", same.Select(line => line.Source)))
            {
                Trust = DeclaredCache.High,
                Measured = measured,
                Verdict = ClaimVerdict.NotMeasured,
            }, 1));
}
