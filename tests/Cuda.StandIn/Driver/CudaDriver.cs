using ButterE.Cuda.StandIn.Memory;

namespace ButterE.Cuda.StandIn.Driver;

/// <summary>
/// The driver: one device, its contexts, and what lives in them. Everything is done at once, in the caller's thread; the exports take a lock. Handles
/// are numbers that are never used again.
/// </summary>
internal sealed partial class CudaDriver(Settings settings, Action<string> report)
{
    private readonly Dictionary<nint, object> objects = [];

    [ThreadStatic]
    private static Context? current;

    private nint lastHandle = 0x1000;

    public Settings Settings => settings;

    public DeviceModel Device => settings.Device;

    private Context? Current => current is { IsDestroyed: false } context ? context : null;

    private nint Keep(object item)
    {
        objects.Add(lastHandle += 0x10, item);
        return lastHandle;
    }

    private T? Find<T>(nint handle)
        where T : class => objects.GetValueOrDefault(handle) as T;

    // The result that stops a call before it begins: no context, or an error that the context keeps, as after any fault of a kernel.
    private CudaResult Check() => Current is not { } context ? CudaResult.ERROR_INVALID_CONTEXT : context.Error;

    /// <summary>A context with its memory and its streams.</summary>
    private sealed class Context
    {
        public DeviceMemory Memory { get; } = new();

        public List<Stream> Streams { get; } = [];

        public List<nint> Handles { get; } = [];

        public CudaResult Error { get; set; }

        public bool IsDestroyed { get; set; }
    }
}
