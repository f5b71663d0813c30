using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Optimizer;

/// <summary>One flat pass of Adam over the parameters of all layers (the textbook schedule).</summary>
public static class AdamKernel
{
    /// <summary>Threads of a group, where the device allows so many.</summary>
    public const int Threads = 256;

    /// <summary>The kernel; one thread for each group of four parameters.</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="targets">What is updated.</param>
    public static void Run(ArrayView<Float4> gradient, AdamTargets targets)
    {
        var at = Grid.IdxX * Group.DimX + Group.IdxX;
        if (at < gradient.IntLength)
            targets.Update(gradient[at], at);
    }
}
