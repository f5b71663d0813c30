namespace ButterE.Probe.Measurement;

/// <summary>Waiting without loading the machine that ends as soon as it is cancelled: an idle baseline lasts up to a minute.</summary>
public static class CancellableWait
{
    /// <summary>A wait, in the form that <see cref="Meters.Protocol.MeasurementSettings.Wait"/> takes.</summary>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Waits some seconds.</returns>
    public static Action<double> Of(CancellationToken cancellation) => seconds =>
    {
        cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(seconds));
        cancellation.ThrowIfCancellationRequested();
    };
}
