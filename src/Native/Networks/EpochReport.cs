using ButterE.Engine.Training;

namespace ButterE.Native.Networks;

/// <summary>Tells the caller of each epoch, on the thread that called.</summary>
internal sealed unsafe class EpochReport(delegate* unmanaged[Cdecl]<void*, NativeEpoch*, void> callback, void* context, NativeEpoch* last)
{
    public void Take(EpochResult result)
    {
        var epoch = new NativeEpoch
        {
            Number = result.Epoch,
            TrainLoss = result.TrainLoss,
            TestLoss = result.TestLoss ?? double.NaN,
            Seconds = result.Seconds,
        };
        if (last is not null)
            *last = epoch;
        if (callback is not null)
            callback(context, &epoch);
    }
}
