using System.Runtime.CompilerServices;
using ILGPU;

namespace ButterE.Kernels.Gpu.Counters;

/// <summary>Where the rows of the present batch begin in a table of all rows: a number that lies on the device, or none.</summary>
/// <param name="counts">As <see cref="StepCounters"/> has them.</param>
public readonly struct RowOrigin(ArrayView<int> counts)
{
    private readonly ArrayView<int> counts = counts;
    private readonly int isSet = 1;

    /// <summary>The first row; 0 for none.</summary>
    public int Row
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var row = 0;
            if (isSet != 0)
                row = counts[StepCounters.PlaceOfFirst];
            return row;
        }
    }
}
