namespace ButterE.Probe.Machine;

/// <summary>A level of data translation buffers as CPUID declares it.</summary>
/// <param name="Source"><c>cpuid</c> or <c>cpuidLegacy</c>.</param>
/// <param name="Level">1, 2, …</param>
/// <param name="PageBytes">The page size that its entries translate.</param>
/// <param name="Entries">Entries.</param>
internal sealed record DeclaredBuffer(string Source, int Level, long PageBytes, int Entries);
