namespace ButterE.Engine.Training;

/// <summary>How the steps of a network are started on a device.</summary>
public enum Launch
{
    /// <summary>As the measured times of the first steps say.</summary>
    Auto,

    /// <summary>A kernel for each pass of each layer, on all multiprocessors, each started by the host.</summary>
    Kernels,

    /// <summary>The same kernels, recorded once and started by one call for many of them; CUDA only.</summary>
    Graph,

    /// <summary>One kernel for many steps, its groups with some rows of the batch each; one group where groups cannot wait for each other.</summary>
    Persistent,
}
