using System.Runtime.InteropServices;

namespace ButterE.Native.Meters;

/// <summary><c>be_meter_options</c> of the header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMeterOptions
{
    public nuint StructSize;
    public byte* Id;
    public byte* Credentials;
    public byte* Node;
    public byte* TimeZone;
    public int AcceptAnyCertificate;
    public int Reserved;
}

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
