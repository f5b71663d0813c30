using ButterE.Kernels.Threading;

namespace ButterE.Kernels.Tests.Threading;

public sealed class PieceClaimsTests
{
    [Fact]
    public void The_pieces_of_a_share_are_taken_in_order_and_then_none_is_left()
    {
        var claims = new PieceClaims(workers: 2);
        Assert.Equal([0, 1, 2, -1, -1], Enumerable.Range(0, 5).Select(_ => claims.Take(owner: 1, work: 0, pieces: 3)));
    }

    [Fact]
    public void Shares_of_other_workers_and_of_the_next_work_are_counted_apart()
    {
        var claims = new PieceClaims(workers: 2);
        claims.Take(owner: 0, work: 4, pieces: 1);
        Assert.Equal((0, 0), (claims.Take(owner: 1, work: 4, pieces: 1), claims.Take(owner: 0, work: 5, pieces: 1)));
    }

    [Fact]
    public void A_share_that_is_opened_again_has_all_its_pieces()
    {
        var claims = new PieceClaims(workers: 1);
        claims.Take(owner: 0, work: 3, pieces: 1);
        claims.Open(worker: 0, work: 1);
        Assert.Equal(0, claims.Take(owner: 0, work: 3, pieces: 1));
    }

    [Fact]
    public void A_team_takes_every_piece_of_every_work_once_whoever_is_faster()
    {
        const int workers = 3, pieces = 20, works = 200;
        var claims = new PieceClaims(workers);
        var taken = new int[works, workers, pieces];
        var others = 0;
        WorkerTeam? team = null;
        using (team = new WorkerTeam(workers, worker =>
        {
            for (var work = works - 1; work >= 0; work--)
            {
                claims.Open(worker, work);
                team!.Meet();
                if (worker == 0)
                    Thread.SpinWait(500);
                for (var turn = 0; turn < workers; turn++)
                {
                    var owner = (worker + turn) % workers;
                    for (int piece; (piece = claims.Take(owner, work, pieces)) >= 0;)
                    {
                        Interlocked.Increment(ref taken[work, owner, piece]);
                        if (owner != worker)
                            Interlocked.Increment(ref others);
                    }
                }
            }
        }))
        {
            team.Run();
        }

        Assert.All(taken.Cast<int>(), times => Assert.Equal(1, times));
        Assert.NotEqual(0, others);
    }
}
