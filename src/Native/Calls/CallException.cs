namespace ButterE.Native.Calls;

/// <summary>A call that cannot be carried out, with the status that the caller gets.</summary>
internal sealed class CallException(CallStatus status, string message) : Exception(message)
{
    public CallStatus Status { get; } = status;

    public static CallException Argument(string message) => new(CallStatus.Argument, message);

    public static CallException Shape(string message) => new(CallStatus.Shape, message);
}
