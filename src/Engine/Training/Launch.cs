namespace ButterE.Engine.Training;

/// <summary>How the steps of a network are started on a device.</summary>
public enum Launch
{
    /// <summary>As the measured times of the first steps say.</summary>
    Auto,

    /// <summary>A kernel for each pass of each layer, on all multiprocessors.</summary>
    Kernels,

    /// <summary>One kernel on one multiprocessor for many steps.</summary>
    Persistent,
}
