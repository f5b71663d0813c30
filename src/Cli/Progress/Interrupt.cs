using System.Runtime.InteropServices;

namespace ButterE.Cli.Progress;

/// <summary>
/// Turns Ctrl-C and a polite request to end (SIGTERM) into a cancellation, so that a command can save its state; a second Ctrl-C ends the
/// process at once.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    // SIGUSR1 of Linux, which the runtime has no name for.
    private const PosixSignal UserSignal = (PosixSignal)10;

    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations;

    /// <param name="withUserSignal">Whether SIGUSR1 asks the same, as schedulers send it before a job's time is up.</param>
    public Interrupt(bool withUserSignal = false) => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel),
        .. withUserSignal && OperatingSystem.IsLinux() ? [PosixSignalRegistration.Create(UserSignal, Cancel)] : (PosixSignalRegistration[])[],
    ];

    public CancellationToken Token => source.Token;

    /// <summary>Asks for the end as a signal would.</summary>
    public void Ask() => source.Cancel();

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        source.Dispose();
    }

    private void Cancel(PosixSignalContext context)
    {
        context.Cancel = !source.IsCancellationRequested;
        source.Cancel();
    }
}
