using ButterE.Cuda.StandIn.Decoding;

namespace ButterE.Cuda.StandIn.Execution;

/// <summary>A launch with its arguments, copied when it was asked for.</summary>
internal sealed record Launch(Program Program, (int X, int Y, int Z) GridSize, (int X, int Y, int Z) BlockSize, int DynamicShared, byte[] Arguments, bool IsCooperative)
{
    /// <summary>Threads of a block.</summary>
    public int Threads => BlockSize.X * BlockSize.Y * BlockSize.Z;

    public long Blocks => (long)GridSize.X * GridSize.Y * GridSize.Z;

    /// <summary>Shared memory of a block, bytes.</summary>
    public int Shared => (int)Program.Places.DynamicStart + DynamicShared;
}
