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

/// <summary><c>be_epoch</c> of the header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeEpoch
{
    public int Number;
    public int Reserved;
    public double TrainLoss;
    public double TestLoss;
    public double Seconds;
}
