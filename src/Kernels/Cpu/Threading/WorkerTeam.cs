using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Threading;

/// <summary>
/// A fixed team of threads that run one body together, again and again: the caller is worker 0, the others wait for the next run,
/// first spinning and then parked, so that a step in a busy loop costs no system call and an idle team costs no CPU. All of them
/// flush subnormal numbers inside the body (<see cref="SubnormalsFlushed"/>), so that what is computed does not depend on who computes it.
/// </summary>
public sealed class WorkerTeam : IDisposable
{
    // About 50 microseconds of PAUSE on current cores: longer than the gap between two steps, far shorter than a time slice.
    private const int SpinsBeforeParking = 2000;

    private readonly Action<int> body;
    private readonly Worker[] workers;
    private volatile bool stopping;
    private volatile Exception? failure;

    // Each is written by one worker while others spin on another: they must not share a line with each other or with what everybody reads.
    private PaddedCounter generation, phase, running, arrived;

    /// <summary>Starts the team.</summary>
    /// <param name="size">Threads, the caller included; at least 1.</param>
    /// <param name="body">What every run executes, with the number of the worker from 0.</param>
    /// <param name="onWorkerStart">Called once on the thread of every worker but the caller's, with its number from 1, before its first run; may bind
    /// the thread to a processor. What it throws is thrown by the first <see cref="Run"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 1.</exception>
    public WorkerTeam(int size, Action<int> body, Action<int>? onWorkerStart = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        this.body = body;
        workers = new Worker[size - 1];
        for (var i = 0; i < workers.Length; i++)
        {
            var worker = workers[i] = new Worker();
            var number = i + 1;
            new Thread(() => Work(number, worker, onWorkerStart)) { IsBackground = true, Name = $"buttere worker {number}" }.Start();
        }
    }

    /// <summary>Threads, the caller included.</summary>
    public int Size => workers.Length + 1;

    /// <summary>Runs the body on every worker and returns when all are done. One caller at a time; not from inside the body.</summary>
    /// <exception cref="AggregateException">The body threw on some worker.</exception>
    public void Run()
    {
        using var flushed = SubnormalsFlushed.Begin();
        if (workers.Length == 0)
        {
            body(0);
            return;
        }

        Volatile.Write(ref running.Value, workers.Length);
        Interlocked.Increment(ref generation.Value);
        foreach (var worker in workers)
            worker.Wake();
        Guarded(body, 0);
        var spin = new SpinThenYield();
        while (Volatile.Read(ref running.Value) != 0)
            spin.Once();
        if (failure is { } thrown)
        {
            // Some may have come to a meeting that others never reached.
            arrived.Value = 0;
            failure = null;
            throw new AggregateException(thrown);
        }
    }

    /// <summary>Waits inside the body until every worker has come here; every worker must come as often as the others.</summary>
    public void Meet() => Meet(0, null);

    /// <summary>The same, and meanwhile does what others have offered and not begun. Who comes first waits until all that he offered is done, so that nobody is at it when all have come.</summary>
    /// <param name="worker">Number of the worker from 0.</param>
    /// <param name="pieces">What the team offers; null to do nothing.</param>
    public void Meet(int worker, SharedPieces? pieces)
    {
        if (workers.Length == 0)
            return;
        pieces?.Complete(worker);
        var now = Volatile.Read(ref phase.Value);
        if (Interlocked.Increment(ref arrived.Value) == Size)
        {
            arrived.Value = 0;
            Volatile.Write(ref phase.Value, now + 1);
            return;
        }

        var spin = new SpinThenYield();
        while (Volatile.Read(ref phase.Value) == now && failure is null)
        {
            if (pieces is not null && pieces.Help(worker))
                spin = new();
            else
                spin.Once();
        }
    }

    /// <summary>Stops the threads.</summary>
    public void Dispose()
    {
        stopping = true;
        Interlocked.Increment(ref generation.Value);
        foreach (var worker in workers)
            worker.Wake();
    }

    private long Generation => Volatile.Read(ref generation.Value);

    private void Work(int number, Worker self, Action<int>? onStart)
    {
        if (onStart is not null)
            Guarded(onStart, number);
        using var flushed = SubnormalsFlushed.Begin();
        for (var seen = 0L; ;)
        {
            for (var spins = 0; Generation == seen && spins < SpinsBeforeParking; spins++)
                Thread.SpinWait(8);
            while (Generation == seen)
                self.ParkWhile(this, seen);
            seen = Generation;
            if (stopping)
            {
                self.Dispose();
                return;
            }

            Guarded(body, number);
            Interlocked.Decrement(ref running.Value);
        }
    }

    private void Guarded(Action<int> action, int number)
    {
        try
        {
            action(number);
        }
        catch (Exception e)
        {
            // Stored for the caller: an exception on a worker's own thread would end the process, and the others must not wait for it.
            failure = e;
        }
    }

    private sealed class Worker : IDisposable
    {
        private readonly AutoResetEvent signal = new(false);
        private int parked;

        // Announces the parking before it looks once more: a wake-up either is seen here or sees the announcement.
        public void ParkWhile(WorkerTeam team, long seen)
        {
            Interlocked.Exchange(ref parked, 1);
            if (team.Generation == seen || Interlocked.Exchange(ref parked, 0) == 0)
                signal.WaitOne();
        }

        // After the generation was raised by an interlocked call, which no later read passes: a worker that is only spinning costs no locked call.
        public void Wake()
        {
            if (Volatile.Read(ref parked) == 1 && Interlocked.Exchange(ref parked, 0) == 1)
                signal.Set();
        }

        public void Dispose() => signal.Dispose();
    }
}
