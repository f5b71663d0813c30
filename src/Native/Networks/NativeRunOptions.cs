using System.Runtime.InteropServices;

namespace ButterE.Native.Networks;

/// <summary><c>be_run_options</c> of the header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeRunOptions
{
    public nuint StructSize;
    public int Epochs;
    public int Replicate;
    public nint Meter;
    public double IdleSeconds;
    public byte* Folder;
    public byte* Dataset;
    public byte* DataSource;
    public int RawFeatures;
    public int Synthetic;
}
