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
