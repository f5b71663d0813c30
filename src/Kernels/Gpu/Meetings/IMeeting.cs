using System.Runtime.CompilerServices;
using ILGPU;

namespace ButterE.Kernels.Gpu.Meetings;

/// <summary>How the threads of all groups meet. A type parameter, because only some devices can keep all groups at work together.</summary>
public interface IMeeting
{
    /// <summary>Waits until all threads have come; what they wrote before is seen by all of them after.</summary>
    /// <param name="word">[1]: on the device, for the meetings; 0 before the first.</param>
    /// <param name="isOfAll">1 to meet the other groups too, 0 for the threads of the own group alone; the same in all threads.</param>
    static abstract void Meet(ArrayView<int> word, int isOfAll);
}

/// <summary>There is one group: its own barrier is all.</summary>
public readonly struct OneGroup : IMeeting
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Meet(ArrayView<int> word, int isOfAll) => Group.Barrier();
}

/// <summary>
/// Groups that are all on the device together (a cooperative launch). The first thread of each adds its part to a word, and group 0 what is
/// missing to 2^31, so that the sign turns when the last has come; no meeting has to put the word back (as in CUDA's cooperative groups,
/// cooperative_groups/details/sync.h).
/// </summary>
public readonly struct AllGroups : IMeeting
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Meet(ArrayView<int> word, int isOfAll)
    {
        Group.Barrier();
        if (isOfAll != 0 & Group.IdxX == 0)
        {
            // The fences order what the whole group wrote before, by the barrier, and drop what the multiprocessor's first cache kept.
            MemoryFence.DeviceLevel();
            var part = Grid.IdxX == 0 ? int.MinValue - (Grid.DimX - 1) : 1;
            var before = Atomic.Add(ref word[0], part);
            while ((before ^ Atomic.Add(ref word[0], 0)) >= 0)
            {
            }

            MemoryFence.DeviceLevel();
        }

        Group.Barrier();
    }
}
