namespace ButterE.Kernels.Memory;

/// <summary>What to ask the kernel for when mapping memory.</summary>
public enum HugePages
{
    /// <summary>Ask for huge pages and go on without them where the kernel has none.</summary>
    Auto,

    /// <summary>Insist on huge pages.</summary>
    On,

    /// <summary>Refuse huge pages, also where the kernel would give them unasked.</summary>
    Off,
}
