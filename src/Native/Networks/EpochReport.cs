using ButterE.Engine.Training;

namespace ButterE.Native.Networks;

/// <summary>Tells the caller of each epoch, on the thread that called.</summary>
internal sealed unsafe class EpochReport(delegate* unmanaged[Cdecl]<void*, Epoch*, void> callback, void* context, Epoch* last)
{
    public void Take(EpochResult result)
    {
        var epoch = new Epoch
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
