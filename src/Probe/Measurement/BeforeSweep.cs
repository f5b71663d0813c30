using ButterE.Probe.Machine;

namespace ButterE.Probe.Measurement;

/// <summary>What must be known before the sweep: the noise, the reach of translation, the length of a line.</summary>
/// <param name="Baseline">What a thread loses that does nothing.</param>
/// <param name="Translation">What pages cost.</param>
/// <param name="LineBytes">Bytes of a line; null where it could not be told.</param>
internal sealed record BeforeSweep(InterferenceBaseline Baseline, TranslationResult Translation, int? LineBytes)
{
    private const double QuickBaselineSeconds = 0.2, BaselineSeconds = 1;
    private const int QuickRounds = 6, Rounds = 12;

    /// <summary>Measures on the calling thread, the translation before anything that it could be mistaken for.</summary>
    public static BeforeSweep Measure(
        ProbeSettings settings, VisitTimer timer, Action<(double Fraction, string What)> progress, CancellationToken cancellation)
    {
        progress((0, "observing the noise"));
        var baseline = InterferenceBaseline.Measure(settings.Quick ? QuickBaselineSeconds : BaselineSeconds);
        var translation = new TranslationProbe(timer, (ulong)settings.Seed, settings.Quick ? QuickRounds : Rounds)
            .Run(settings.HugePages, fraction => progress((fraction, "measuring the reach of translation")), cancellation);
        progress((1, "measuring the length of a line"));
        return new BeforeSweep(baseline, translation, LineSizeProbe.Measure(timer, (ulong)settings.Seed, cancellation));
    }
}
