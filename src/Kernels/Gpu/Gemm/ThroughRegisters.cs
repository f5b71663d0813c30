using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Tiles;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Gemm;

/// <summary>The way of every device: loads into registers before the present slice is used, stores after it.</summary>
public struct ThroughRegisters : ISliceCopy<ThroughRegisters>
{
    private Float4 a0, a1, b0, b1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Buffers<TTile>()
        where TTile : struct, IBlockTile => 2;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Begin<TTile, TA, TB>(ref ThroughRegisters copy, BlockSource block, int buffer, int slice)
        where TTile : struct, IBlockTile
        where TA : struct, IOperandLayout
        where TB : struct, IOperandLayout
    {
        copy.a0 = TA.Fetch<TTile>(block.A, block.FirstRow, slice, block.Thread);
        copy.a1 = TA.Fetch<TTile>(block.A, block.FirstRow, slice, block.Thread + TTile.Threads);
        copy.b0 = TB.Fetch<TTile>(block.B, block.FirstColumn, slice, block.Thread);
        copy.b1 = TB.Fetch<TTile>(block.B, block.FirstColumn, slice, block.Thread + TTile.Threads);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void End<TTile, TA, TB>(ref ThroughRegisters copy, BlockSource block, ArrayView<Float4> shared, int buffer)
        where TTile : struct, IBlockTile
        where TA : struct, IOperandLayout
        where TB : struct, IOperandLayout
    {
        var panelB = buffer + TTile.Depth * ((TTile.Side >> 2) + 1);
        TA.Put<TTile>(block.A, shared, buffer, block.Thread, copy.a0);
        TA.Put<TTile>(block.A, shared, buffer, block.Thread + TTile.Threads, copy.a1);
        TB.Put<TTile>(block.B, shared, panelB, block.Thread, copy.b0);
        TB.Put<TTile>(block.B, shared, panelB, block.Thread + TTile.Threads, copy.b1);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Finish()
    {
    }
}
