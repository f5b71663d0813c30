using ButterE.Kernels.Threading;

namespace ButterE.Kernels.Tests.Threading;

public sealed class SharedPiecesTests
{
    [Fact]
    public void A_worker_does_the_pieces_of_his_share_in_order()
    {
        var done = new List<(int Work, int Owner, int Piece)>();
        var pieces = new SharedPieces(workers: 2, (work, owner, piece) => done.Add((work, owner, piece)));
        pieces.Do(worker: 1, work: 7, pieces: 3);
        pieces.Complete(worker: 1);
        Assert.Equal([(7, 1, 0), (7, 1, 1), (7, 1, 2)], done);
    }

    [Fact]
    public void There_is_nothing_to_help_with_before_a_share_is_offered_and_after_it_is_done()
    {
        var pieces = new SharedPieces(workers: 2, (_, _, _) => { });
        Assert.False(pieces.Help(worker: 1));
        pieces.Do(worker: 0, work: 0, pieces: 2);
        Assert.False(pieces.Help(worker: 1));
    }

    [Fact]
    public void Others_take_what_the_owner_has_not_begun()
    {
        var done = new List<(int Work, int Owner, int Piece)>();
        SharedPieces? pieces = null;
        pieces = new SharedPieces(workers: 2, (work, owner, piece) =>
        {
            done.Add((work, owner, piece));
            // While the owner is at his first piece.
            if (piece == 0)
                Assert.True(pieces!.Help(worker: 1));
        });
        pieces.Do(worker: 0, work: 4, pieces: 3);
        pieces.Complete(worker: 0);
        Assert.Equal([(4, 0, 0), (4, 0, 1), (4, 0, 2)], done);
    }

    [Fact]
    public void A_share_is_complete_only_when_what_others_took_is_done()
    {
        using var mayFinish = new ManualResetEventSlim();
        using var taken = new ManualResetEventSlim();
        var finished = false;
        SharedPieces? pieces = null;
        var helper = new Thread(() => pieces!.Help(worker: 1));
        pieces = new SharedPieces(workers: 2, (_, _, piece) =>
        {
            if (piece == 0)
            {
                // Only now is the first piece certainly the owner's.
                helper.Start();
                taken.Wait();
            }
            else
            {
                taken.Set();
                mayFinish.Wait();
                Volatile.Write(ref finished, true);
            }
        });
        pieces.Do(worker: 0, work: 0, pieces: 2);
        Assert.False(Volatile.Read(ref finished));
        mayFinish.Set();
        pieces.Complete(worker: 0);
        Assert.True(Volatile.Read(ref finished));
        helper.Join();
    }

    [Fact]
    public void A_team_does_every_piece_of_every_work_once_and_passes_no_meeting_before_whoever_is_faster()
    {
        const int workers = 3, works = 200, most = 20;
        var times = new int[works, workers, most];
        var early = 0;
        var pieces = new SharedPieces(workers, (work, owner, piece) =>
        {
            if (owner == 0)
                Thread.SpinWait(200);
            Interlocked.Increment(ref times[work, owner, piece]);
        });
        WorkerTeam? team = null;
        using (team = new WorkerTeam(workers, worker =>
        {
            for (var work = 0; work < works; work++)
            {
                pieces.Do(worker, work, PiecesOf(work, worker));
                team!.Meet(worker, pieces);
                for (var owner = 0; owner < workers; owner++)
                {
                    for (var piece = 0; piece < PiecesOf(work, owner); piece++)
                    {
                        if (Volatile.Read(ref times[work, owner, piece]) != 1)
                            Interlocked.Increment(ref early);
                    }
                }
            }
        }))
        {
            team.Run();
        }

        Assert.Equal(0, early);
        Assert.Equal(Enumerable.Range(0, works).Sum(work => Enumerable.Range(0, workers).Sum(owner => PiecesOf(work, owner))), times.Cast<int>().Sum());

        // Offers of different lengths follow each other.
        static int PiecesOf(int work, int owner) => 2 + (7 * work + 5 * owner) % (most - 1);
    }

    [Fact]
    public void Who_waits_at_a_meeting_does_the_pieces_of_a_worker_who_is_held_up()
    {
        using var secondDone = new ManualResetEventSlim();
        var helped = false;
        var pieces = new SharedPieces(workers: 2, (_, _, piece) =>
        {
            if (piece == 0)
                helped = secondDone.Wait(TimeSpan.FromSeconds(60));
            else
                secondDone.Set();
        });
        WorkerTeam? team = null;
        using (team = new WorkerTeam(2, worker =>
        {
            if (worker == 0)
                pieces.Do(worker, work: 0, pieces: 2);
            team!.Meet(worker, pieces);
        }))
        {
            team.Run();
        }

        Assert.True(helped);
    }

    [Fact]
    public void A_piece_that_throws_where_somebody_helps_reaches_the_caller()
    {
        var pieces = new SharedPieces(workers: 2, (_, _, piece) =>
        {
            if (piece == 1)
                throw new InvalidOperationException("piece 1");
            Thread.SpinWait(20_000);
        });
        WorkerTeam? team = null;
        using (team = new WorkerTeam(2, worker =>
        {
            if (worker == 0)
                pieces.Do(worker, work: 0, pieces: 2);
            team!.Meet(worker, pieces);
        }))
        {
            Assert.Equal("piece 1", Assert.Throws<AggregateException>(team.Run).InnerException!.Message);
        }
    }
}
