using ILGPU;

namespace ButterE.Kernels.Gpu.Meetings;

/// <summary>Groups that do nothing but meet: what it takes is the price of a meeting.</summary>
public static class MeetingKernel
{
    /// <summary>The kernel; all its groups must be on the device together.</summary>
    /// <param name="word">[1]: 0 before the first meeting.</param>
    /// <param name="meetings">How often they meet.</param>
    public static void Run(ArrayView<int> word, int meetings)
    {
        for (var meeting = 0; meeting < meetings; meeting++)
            AllGroups.Meet(word, isOfAll: 1);
    }
}
