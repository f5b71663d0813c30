using System.Runtime.InteropServices;

namespace ButterE.Native.Networks;

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
