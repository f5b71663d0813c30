namespace ButterE.Probe.Machine;

/// <summary>Names of hypervisors by the twelve characters of CPUID leaf 0x40000000 (Linux arch/x86 and the vendors' interface documents).</summary>
internal static class Hypervisor
{
    /// <summary>The product behind a signature without its padding; an unknown signature stands for itself.</summary>
    public static string NameOf(string signature) => signature switch
    {
        "KVMKVMKVM" => "KVM",
        "Linux KVM Hv" => "KVM with Hyper-V interface",
        "Microsoft Hv" => "Hyper-V",
        "VMwareVMware" => "VMware",
        "XenVMMXenVMM" => "Xen",
        "VBoxVBoxVBox" => "VirtualBox",
        "TCGTCGTCGTCG" => "QEMU without acceleration",
        "bhyve bhyve" => "bhyve",
        "prl hyperv" or "lrpepyh  vr" => "Parallels",
        "ACRNACRNACRN" => "ACRN",
        "Jailhouse" => "Jailhouse",
        "" => "unnamed",
        _ => signature,
    };
}
