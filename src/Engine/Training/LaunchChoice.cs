namespace ButterE.Engine.Training;

/// <summary>
/// Finds the break-even between a kernel per pass and one kernel for many steps: the first steps of a network are made both ways and timed. Nothing is
/// wasted, because both train alike.
/// </summary>
/// <param name="asked">How to start the steps; <see cref="Launch.Auto"/> to measure.</param>
internal sealed class LaunchChoice(Launch asked)
{
    // One launch of this length hides the cost of starting it; longer ones would keep a run from being stopped.
    private const double SampleSeconds = 5e-3, MostSeconds = 0.05;

    // Of each way one step to compile, one to learn how long it takes, then a sample.
    private const int Trials = 3;

    private readonly double[] seconds = new double[2];
    private int noted;

    /// <summary>The choice; <see cref="Launch.Auto"/> while it is open.</summary>
    public Launch Chosen { get; private set; } = asked;

    /// <summary>How the next steps are started.</summary>
    public Launch Next => Chosen != Launch.Auto ? Chosen : Index == 0 ? Launch.Kernels : Launch.Persistent;

    /// <summary>Steps that may be started together.</summary>
    public int Most
    {
        get
        {
            var perStep = seconds[Index];
            var isLearning = noted < (Chosen == Launch.Auto ? 2 * Trials : Trials) && noted % Trials < Trials - 1;
            return isLearning || perStep == 0 ? 1 : (int)Math.Clamp((Chosen == Launch.Auto ? SampleSeconds : MostSeconds) / perStep, 1, 1 << 20);
        }
    }

    private int Index => Chosen switch
    {
        Launch.Auto => noted / Trials,
        Launch.Kernels => 0,
        _ => 1,
    };

    /// <summary>Takes the time of steps that were started as <see cref="Next"/> said.</summary>
    /// <param name="time">From the start to the losses on the host, s.</param>
    /// <param name="steps">How many steps.</param>
    public void Note(double time, int steps)
    {
        if (noted >= 2 * Trials)
            return;
        seconds[Index] = time / steps;
        noted++;
        if (Chosen == Launch.Auto && noted == 2 * Trials)
            Chosen = seconds[1] < seconds[0] ? Launch.Persistent : Launch.Kernels;
    }
}
