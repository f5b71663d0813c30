using ButterE.Kernels.Gpu.Memory;

namespace ButterE.Kernels.Gpu.Access;

/// <summary>How a stream loads. A type parameter, because some loads exist on one kind of device only.</summary>
internal interface IStreamSource
{
    /// <summary>Loads four floats.</summary>
    /// <param name="at">Their place, in units of four floats.</param>
    Float4 Load(int at);
}
