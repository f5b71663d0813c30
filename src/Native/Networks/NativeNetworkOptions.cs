using System.Runtime.InteropServices;

namespace ButterE.Native.Networks;

/// <summary><c>be_network_options</c> of the header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeNetworkOptions
{
    public nuint StructSize;
    public int Inputs;
    public int Outputs;
    public int* Widths;
    public byte* Shape;
    public long Size;
    public int Depth;
    public int Task;
    public int Batch;
    public int Schedule;
    public double LearningRate;
    public int Threads;
    public int Tune;
    public int Seed;
    public int Reserved;
    public byte* Device;
}
