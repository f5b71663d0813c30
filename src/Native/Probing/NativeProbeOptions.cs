using System.Runtime.InteropServices;

namespace ButterE.Native.Probing;

/// <summary><c>be_probe_options</c> of the header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeProbeOptions
{
    public nuint StructSize;
    public int Quick;
    public int Threads;
    public int Seed;
    public int Reserved;
    public nint Meter;
}
