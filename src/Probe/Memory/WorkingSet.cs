namespace ButterE.Probe.Memory;

/// <summary>A stretch of memory outside the garbage-collected heap that a traversal touches.</summary>
/// <param name="Address">First byte, aligned to 4 KiB.</param>
/// <param name="Bytes">Length in bytes; may exceed what a span can hold.</param>
public readonly record struct WorkingSet(nint Address, long Bytes);
