namespace ButterE.Engine.Training;

/// <summary>
/// Finds the break-even between the ways to start the steps of a network: the first steps are made in each way and timed. Nothing is wasted, because
/// all train alike.
/// </summary>
/// <param name="candidates">The ways that the device admits; one where the caller has chosen.</param>
internal sealed class LaunchChoice(params IReadOnlyList<Launch> candidates)
{
    // One launch of this length hides the cost of starting it.
    private const double SampleSeconds = 5e-3;

    /// <summary>How long a launch of a run may last, s: longer ones would keep it from being stopped.</summary>
    public const double UsualSeconds = 0.05;

    // Of each way one step to compile, one to record, one to learn how long it takes, then a sample.
    private const int Trials = 4;

    private readonly double[] seconds = new double[candidates.Count];
    private int noted;
    private int? chosen = candidates.Count == 1 ? 0 : null;

    /// <summary>The choice; <see cref="Launch.Auto"/> while it is open.</summary>
    public Launch Chosen => chosen is { } index ? candidates[index] : Launch.Auto;

    /// <summary>How the next steps are started.</summary>
    public Launch Next => candidates[Index];

    /// <summary>How long a launch may last once the way is chosen, s.</summary>
    public double MostSeconds { get; init; } = UsualSeconds;

    /// <summary>Steps that may be started together.</summary>
    public int Most
    {
        get
        {
            var perStep = seconds[Index];
            var isLearning = noted < Trials * candidates.Count && noted % Trials < Trials - 1;
            return isLearning || perStep == 0 ? 1 : (int)Math.Clamp((chosen is null ? SampleSeconds : MostSeconds) / perStep, 1, 1 << 20);
        }
    }

    private int Index => chosen ?? noted / Trials;

    /// <summary>Takes the time of steps that were started as <see cref="Next"/> said.</summary>
    /// <param name="time">From the start to the losses on the host, s.</param>
    /// <param name="steps">How many steps.</param>
    public void Note(double time, int steps)
    {
        if (noted >= Trials * candidates.Count)
            return;
        seconds[Index] = time / steps;
        noted++;
        if (noted == Trials * candidates.Count)
            chosen = Array.IndexOf(seconds, seconds.Min());
    }
}
