namespace ButterE.Probe.Machine;

/// <summary>
/// The machine as something that many may use at once, or one alone: who measures the whole machine waits until nobody else of this engine trains on
/// it. The system gives the locks free when a process ends, however it ends.
/// </summary>
public sealed class MachineGate : IDisposable
{
    private const int PollMilliseconds = 100;

    private readonly FileStream? held;

    private MachineGate(FileStream? held, bool? isAlone) => (this.held, IsAlone) = (held, isAlone);

    /// <summary>Whether nobody else has the machine; null where the lock cannot be had, because its file cannot be opened.</summary>
    public bool? IsAlone { get; }

    /// <summary>Enters; waits for whoever is inside alone, or, to be alone, for everybody. Who waits to be alone is let in before others that come later.</summary>
    /// <param name="alone">Whether to be alone.</param>
    /// <param name="waiting">Called once when there is somebody to wait for.</param>
    /// <param name="name">Name of the lock; another one is another gate.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public static MachineGate Enter(bool alone, Action? waiting = null, string name = "buttere-machine", CancellationToken cancellation = default)
    {
        var (turnstile, room) = (Path.Combine(LockFile.Folder, $"{name}.next"), Path.Combine(LockFile.Folder, $"{name}.lock"));
        var hasToldOfWaiting = false;
        try
        {
            using var turn = Wait(turnstile, alone);
            return new MachineGate(Wait(room, alone), alone);
        }
        catch (UnauthorizedAccessException)
        {
            return new MachineGate(null, null);
        }

        FileStream Wait(string path, bool exclusive)
        {
            while (true)
            {
                try
                {
                    return LockFile.Open(path, exclusive);
                }
                catch (IOException e) when (LockFile.IsHeld(e))
                {
                    if (!hasToldOfWaiting)
                        waiting?.Invoke();
                    hasToldOfWaiting = true;
                    if (cancellation.WaitHandle.WaitOne(PollMilliseconds))
                        throw new OperationCanceledException(cancellation);
                }
            }
        }
    }

    /// <summary>Takes one of several things of the machine, such as a processor; null when somebody has it or nothing can tell.</summary>
    /// <param name="name">What is taken.</param>
    public static MachineGate? TryTake(string name)
    {
        try
        {
            return new MachineGate(LockFile.Open(Path.Combine(LockFile.Folder, $"buttere-{name}.lock"), exclusive: true), true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => held?.Dispose();
}
