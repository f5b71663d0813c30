namespace ButterE.Kernels.Gemm;

/// <summary>Panels of B that one tile passes over, one after the other, and the panels of C that it makes of them.</summary>
/// <param name="first">Row of the first panel of B at the first step of K.</param>
/// <param name="stride">Floats from one panel of B to the next.</param>
/// <param name="place">Position of the first panel of C, in floats.</param>
/// <param name="placeStride">Floats from one panel of C to the next.</param>
/// <param name="count">Panels, at least 1.</param>
internal readonly unsafe struct PanelRun(float* first, nint stride, nint place, nint placeStride, int count)
{
    /// <summary>Row of the first panel of B at the first step of K.</summary>
    public readonly float* First = first;

    /// <summary>Floats from one panel of B to the next.</summary>
    public readonly nint Stride = stride;

    /// <summary>Position of the first panel of C, in floats.</summary>
    public readonly nint Place = place;

    /// <summary>Floats from one panel of C to the next.</summary>
    public readonly nint PlaceStride = placeStride;

    /// <summary>Panels, at least 1.</summary>
    public readonly int Count = count;
}
