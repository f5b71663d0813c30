using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ButterE.Cli.Progress;

/// <summary>
/// Turns Ctrl-C, a polite request to end (SIGTERM) and the end of the terminal (SIGHUP) into a cancellation, so that a command can save its state. A
/// second Ctrl-C ends the process at once, if a person can have meant it: a terminal, a scheduler or <c>timeout</c> may well send one signal twice, to the
/// process and to its group.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    // SIGUSR1 of Linux, which the runtime has no name for.
    private const PosixSignal UserSignal = (PosixSignal)10;

    private static readonly TimeSpan SameRequest = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations;
    private long firstCtrlC;

    /// <param name="withUserSignal">Whether SIGUSR1 asks the same, as schedulers send it before a job's time is up.</param>
    public Interrupt(bool withUserSignal = false) => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, Cancel),
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
        context.Cancel = true;
        if (context.Signal == PosixSignal.SIGINT)
        {
            var first = Interlocked.CompareExchange(ref firstCtrlC, Stopwatch.GetTimestamp(), 0);
            context.Cancel = first == 0 || Stopwatch.GetElapsedTime(first) < SameRequest;
        }

        source.Cancel();
    }
}
