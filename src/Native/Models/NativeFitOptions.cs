using System.Runtime.InteropServices;

namespace ButterE.Native.Models;

/// <summary><c>be_fit_options</c> of the header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeFitOptions
{
    public nuint StructSize;
    public byte* Runs;
    public byte* Hardware;
    public byte* Placement;
    public byte* Target;
    public int LeaveOutBlind;
    public int Bootstraps;
}
