using ButterE.Engine.Campaigns;

namespace ButterE.Engine.Sweeps.Publishing;

/// <summary>
/// The power of a run minute by minute, from the energy of its epochs. A reading stands for the minute that follows it, as the paper's integration
/// takes it: what is integrated is the energy of the run again.
/// </summary>
internal static class PowerSeries
{
    /// <summary>Mean power of each begun minute of a run, W.</summary>
    /// <param name="seconds">Length of the run, s.</param>
    /// <param name="joules">Energy of the run, J.</param>
    /// <param name="epochSeconds">Time of each epoch, s.</param>
    /// <param name="epochJoules">Energy of each epoch, J; null where they are not all known: the power is then the same in every minute.</param>
    public static double[] Of(double seconds, double joules, IReadOnlyList<double> epochSeconds, IReadOnlyList<double>? epochJoules)
    {
        var minutes = (int)Math.Ceiling(seconds / RawLayout.SampleSeconds);
        var watts = new double[minutes];
        var sum = epochJoules?.Sum() ?? 0;
        if (epochJoules is null || epochJoules.Count != epochSeconds.Count || !(sum > 0))
        {
            Array.Fill(watts, joules / seconds);
            return watts;
        }

        // The epochs fill the run, in time and in energy: what lies between them goes to each by its share.
        var (stretch, scale) = (seconds / epochSeconds.Sum(), joules / sum);
        var (epoch, left, joulesLeft, power) = (-1, 0.0, 0.0, 0.0);
        for (var minute = 0; minute < minutes; minute++)
        {
            var length = Math.Min(RawLayout.SampleSeconds, seconds - minute * RawLayout.SampleSeconds);
            var (open, energy) = (length, 0.0);
            if (epoch == epochSeconds.Count)
            {
                // Rounding may leave an instant after the last epoch: its power holds.
                watts[minute] = power;
                continue;
            }

            // An epoch that ends in this minute gives all that is left of its energy, and the last minute takes all: times this far into a run are too
            // coarse to share out an epoch of microseconds by them.
            while (epoch < epochSeconds.Count && (left <= open || minute == minutes - 1))
            {
                energy += joulesLeft;
                open -= left;
                if (++epoch == epochSeconds.Count)
                    break;
                (left, joulesLeft) = (epochSeconds[epoch] * stretch, epochJoules[epoch] * scale);
                power = left > 0 ? joulesLeft / left : 0;
            }

            if (epoch < epochSeconds.Count)
            {
                var part = joulesLeft * (open / left);
                energy += part;
                (left, joulesLeft) = (left - open, joulesLeft - part);
            }

            watts[minute] = energy / length;
        }

        return watts;
    }
}
