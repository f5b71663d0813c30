using System.Diagnostics;
using ButterE.Kernels.Gemm;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Optimizer;
using ButterE.Kernels.Simd;
using ButterE.Kernels.Threading;
using ButterE.Probe.Levels;

namespace ButterE.Engine.Tuning;

/// <summary>
/// The traffic of a shared training step without most of its arithmetic: every worker carries one panel of a batch through all parameters of a layer,
/// then updates its share of them.
/// </summary>
internal static class SharedUpdates
{
    /// <summary>Measures both ways to store the parameters in turns; about a twentieth of a second.</summary>
    /// <param name="path">The SIMD path.</param>
    /// <param name="threads">Threads, at least 2.</param>
    /// <returns>A step with parameters stored into the caches and past them, s.</returns>
    public static (double IntoCaches, double PastCaches) Measure(SimdPath path, int threads)
    {
        using IStoreTimer timer = path switch
        {
            SimdPath.V512 => new StoreTimer<V512>(threads),
            SimdPath.V256 => new StoreTimer<V256>(threads),
            SimdPath.V128 => new StoreTimer<V128>(threads),
            _ => new StoreTimer<V1>(threads),
        };
        return timer.Measure();
    }

    private interface IStoreTimer : IDisposable
    {
        (double IntoCaches, double PastCaches) Measure();
    }

    private sealed unsafe class StoreTimer<TVector> : IStoreTimer
        where TVector : unmanaged, IVector<TVector>
    {
        // A mebibyte of parameters: more than the traffic of meetings, less than caches of the last level.
        private const int Units = 512;
        private const int Rounds = 15, StepsPerRound = 3;

        // A gradient of 0 leaves the parameters as they are, so the values stay what arithmetic is fast on.
        private readonly PanelMatrix<TVector> weights = new(Units, Units), first = new(Units, Units), second = new(Units, Units), gradient = new(Units, Units);
        private readonly PanelMatrix<TVector> input, output;
        private readonly WorkerTeam team;
        private AdamStep adam;

        public StoreTimer(int threads)
        {
            var batch = threads * Panel<TVector>.Width;
            (input, output) = (new PanelMatrix<TVector>(Units, batch), new PanelMatrix<TVector>(Units, batch));
            team = new WorkerTeam(threads, Work);
        }

        public (double IntoCaches, double PastCaches) Measure()
        {
            double[] into = new double[Rounds], past = new double[Rounds];
            for (var round = 0; round < Rounds; round++)
                (into[round], past[round]) = (Seconds(pastCaches: false), Seconds(pastCaches: true));
            return (Low(into), Low(past));

            static double Low(double[] rounds) => Quantile.AtOrBelow(rounds.Order().ToArray(), SharedSteps.LowQuantile);
        }

        public void Dispose()
        {
            team.Dispose();
            foreach (var matrix in new[] { weights, first, second, gradient, input, output })
                matrix.Dispose();
        }

        // The first step leaves the lines as this way of storing does.
        private double Seconds(bool pastCaches)
        {
            adam = AdamStep.At(learningRate: 1e-3, 1) with { PastCaches = pastCaches };
            team.Run();
            var start = Stopwatch.GetTimestamp();
            for (var step = 0; step < StepsPerRound; step++)
                team.Run();
            return Stopwatch.GetElapsedTime(start).TotalSeconds / StepsPerRound;
        }

        private void Work(int worker)
        {
            PanelGemm<TVector, RowsAlongColumns<TVector>>.Multiply(
                weights, input, output, Units, new(0, Units, worker, worker + 1), new StoreOnly<TVector>(output.Start), GemmBlocking.AlongColumns);
            team.Meet();
            var (from, to) = Share.Of((int)(weights.Length / Panel<TVector>.Width), worker, team.Size);
            Adam<TVector>.Update(adam, gradient, weights, first, second, (nint)from * Panel<TVector>.Width, (nint)to * Panel<TVector>.Width);
        }
    }
}
