namespace ButterE.Native.Calls;

/// <summary>How a call ended: <c>be_status</c> of the header.</summary>
internal enum CallStatus
{
    Ok = 0,
    Internal = 1,
    Argument = 2,
    Shape = 3,
    Device = 4,
    MeterUnavailable = 5,
    File = 6,
    Cancelled = 7,
    Closed = 8,
    Busy = 9,
    InsufficientData = 10,
    NotFinite = 11,
}
