namespace ButterE.Cuda.StandIn.Text;

/// <summary>Special registers that stay as they are while a thread runs; they are the first slots of its register file.</summary>
internal static class SpecialRegisters
{
    public const int Thread = 0, BlockSize = 3, Block = 6, GridSize = 9;
    public const int Lane = 12, Warp = 13, Warps = 14, Multiprocessor = 15, DynamicShared = 16, TotalShared = 17;
    public const int LaneMaskEqual = 18, LaneMaskBelow = 19, LaneMaskUpTo = 20, LaneMaskAbove = 21, LaneMaskFrom = 22;
    public const int Slots = 23;

    private static readonly Dictionary<string, int> Numbers = new()
    {
        ["%tid.x"] = 0, ["%tid.y"] = 1, ["%tid.z"] = 2,
        ["%ntid.x"] = 3, ["%ntid.y"] = 4, ["%ntid.z"] = 5,
        ["%ctaid.x"] = 6, ["%ctaid.y"] = 7, ["%ctaid.z"] = 8,
        ["%nctaid.x"] = 9, ["%nctaid.y"] = 10, ["%nctaid.z"] = 11,
        ["%laneid"] = Lane, ["%warpid"] = Warp, ["%nwarpid"] = Warps, ["%smid"] = Multiprocessor,
        ["%dynamic_smem_size"] = DynamicShared, ["%total_smem_size"] = TotalShared,
        ["%lanemask_eq"] = LaneMaskEqual, ["%lanemask_lt"] = LaneMaskBelow, ["%lanemask_le"] = LaneMaskUpTo,
        ["%lanemask_gt"] = LaneMaskAbove, ["%lanemask_ge"] = LaneMaskFrom,
    };

    /// <summary>Slot of a special register of 32 bits, or null.</summary>
    public static int? Slot(string name) => Numbers.TryGetValue(name, out var slot) ? slot : null;
}
