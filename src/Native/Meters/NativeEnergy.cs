using System.Runtime.InteropServices;

namespace ButterE.Native.Meters;

/// <summary><c>be_energy</c> of the header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeEnergy
{
    public nuint StructSize;
    public double Joules;
    public double Seconds;
    public double RandomJoules;
    public double SystematicJoules;
    public uint Flags;
    public uint Reserved;
}
