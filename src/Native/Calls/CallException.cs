namespace ButterE.Native.Calls;

/// <summary>A call that cannot be carried out, with the status that the caller gets.</summary>
internal sealed class CallException(Status status, string message) : Exception(message)
{
    public Status Status { get; } = status;

    public static CallException Argument(string message) => new(Status.Argument, message);

    public static CallException Shape(string message) => new(Status.Shape, message);
}
