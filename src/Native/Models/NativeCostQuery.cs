using System.Runtime.InteropServices;

namespace ButterE.Native.Models;

/// <summary><c>be_cost_query</c> of the header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeCostQuery
{
    public nuint StructSize;
    public byte* Dataset;
    public byte* Shape;
    public int* Widths;
    public long Size;
    public int Inputs;
    public int Outputs;
    public int Depth;
    public int RawFeatures;
    public int Rows;
    public int Batch;
    public double Epochs;
    public int Threads;
}
