namespace ButterE.Native.Handles;

/// <summary>An object that a call holds until this is disposed of, or none.</summary>
internal readonly ref struct Held<T>(Slot? slot, T? target)
    where T : class
{
    /// <summary>The object.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Target => target ?? throw new InvalidOperationException("No object is held.");

    /// <summary>The object; null when there is none.</summary>
    public T? TargetOrNull => target;

    public void Dispose() => slot?.Release();
}
