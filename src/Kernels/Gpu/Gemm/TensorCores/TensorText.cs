namespace ButterE.Kernels.Gpu.Gemm.TensorCores;

/// <summary>
/// PTX of <see cref="TensorCore"/>. Registers: a0 to a3 are four rows of A at the lane's first step, a4 to a7 at its second; a8 to a15 the same half a
/// block below. b0 to b15: as many columns of B. Tile i of 16 rows and j of 8 columns in part p (left and right, then below) has c[32 p + 16 i + 4 j] and the
/// next three: columns 2t and 2t + 1 of row g, then of row g + 8. What rows and columns of the tiles stand for is in <see cref="FragmentLanes"/>.
/// </summary>
internal static class TensorText
{
    /// <summary>Declares the registers of one part, sums at 0.</summary>
    public const string OpenPart = ".reg .b32 a<8>, b<8>; .reg .f32 c<32>; .reg .b64 zero; mov.b64 zero, 0; " + ZeroTopLeft;

    /// <summary>Declares the registers of four parts, sums at 0.</summary>
    public const string OpenParts =
        ".reg .b32 a<16>, b<16>; .reg .f32 c<128>; .reg .b64 zero; mov.b64 zero, 0; " + ZeroTopLeft + ZeroTopRight + ZeroBottomLeft + ZeroBottomRight;

    /// <summary>Rounds eight values to tf32 for the upper half of A: four rows at the first step, four at the second.</summary>
    public const string RoundTop =
        Round + "a0, %0; " + Round + "a1, %1; " + Round + "a2, %2; " + Round + "a3, %3; " +
        Round + "a4, %4; " + Round + "a5, %5; " + Round + "a6, %6; " + Round + "a7, %7;";

    /// <summary>As <see cref="RoundTop"/>, for the lower half.</summary>
    public const string RoundBottom =
        Round + "a8, %0; " + Round + "a9, %1; " + Round + "a10, %2; " + Round + "a11, %3; " +
        Round + "a12, %4; " + Round + "a13, %5; " + Round + "a14, %6; " + Round + "a15, %7;";

    /// <summary>As <see cref="RoundTop"/>, for the left half of B.</summary>
    public const string RoundLeft =
        Round + "b0, %0; " + Round + "b1, %1; " + Round + "b2, %2; " + Round + "b3, %3; " +
        Round + "b4, %4; " + Round + "b5, %5; " + Round + "b6, %6; " + Round + "b7, %7;";

    /// <summary>As <see cref="RoundTop"/>, for the right half of B.</summary>
    public const string RoundRight =
        Round + "b8, %0; " + Round + "b9, %1; " + Round + "b10, %2; " + Round + "b11, %3; " +
        Round + "b12, %4; " + Round + "b13, %5; " + Round + "b14, %6; " + Round + "b15, %7;";

    /// <summary>C += A B of the upper left part.</summary>
    public const string MultiplyTopLeft =
        Mma + "{c0, c1, c2, c3}, {a0, a1, a4, a5}, {b0, b4}, {c0, c1, c2, c3}; " +
        Mma + "{c4, c5, c6, c7}, {a0, a1, a4, a5}, {b1, b5}, {c4, c5, c6, c7}; " +
        Mma + "{c8, c9, c10, c11}, {a0, a1, a4, a5}, {b2, b6}, {c8, c9, c10, c11}; " +
        Mma + "{c12, c13, c14, c15}, {a0, a1, a4, a5}, {b3, b7}, {c12, c13, c14, c15}; " +
        Mma + "{c16, c17, c18, c19}, {a2, a3, a6, a7}, {b0, b4}, {c16, c17, c18, c19}; " +
        Mma + "{c20, c21, c22, c23}, {a2, a3, a6, a7}, {b1, b5}, {c20, c21, c22, c23}; " +
        Mma + "{c24, c25, c26, c27}, {a2, a3, a6, a7}, {b2, b6}, {c24, c25, c26, c27}; " +
        Mma + "{c28, c29, c30, c31}, {a2, a3, a6, a7}, {b3, b7}, {c28, c29, c30, c31};";

    /// <summary>C += A B of the upper right part.</summary>
    public const string MultiplyTopRight =
        Mma + "{c32, c33, c34, c35}, {a0, a1, a4, a5}, {b8, b12}, {c32, c33, c34, c35}; " +
        Mma + "{c36, c37, c38, c39}, {a0, a1, a4, a5}, {b9, b13}, {c36, c37, c38, c39}; " +
        Mma + "{c40, c41, c42, c43}, {a0, a1, a4, a5}, {b10, b14}, {c40, c41, c42, c43}; " +
        Mma + "{c44, c45, c46, c47}, {a0, a1, a4, a5}, {b11, b15}, {c44, c45, c46, c47}; " +
        Mma + "{c48, c49, c50, c51}, {a2, a3, a6, a7}, {b8, b12}, {c48, c49, c50, c51}; " +
        Mma + "{c52, c53, c54, c55}, {a2, a3, a6, a7}, {b9, b13}, {c52, c53, c54, c55}; " +
        Mma + "{c56, c57, c58, c59}, {a2, a3, a6, a7}, {b10, b14}, {c56, c57, c58, c59}; " +
        Mma + "{c60, c61, c62, c63}, {a2, a3, a6, a7}, {b11, b15}, {c60, c61, c62, c63};";

    /// <summary>C += A B of the lower left part.</summary>
    public const string MultiplyBottomLeft =
        Mma + "{c64, c65, c66, c67}, {a8, a9, a12, a13}, {b0, b4}, {c64, c65, c66, c67}; " +
        Mma + "{c68, c69, c70, c71}, {a8, a9, a12, a13}, {b1, b5}, {c68, c69, c70, c71}; " +
        Mma + "{c72, c73, c74, c75}, {a8, a9, a12, a13}, {b2, b6}, {c72, c73, c74, c75}; " +
        Mma + "{c76, c77, c78, c79}, {a8, a9, a12, a13}, {b3, b7}, {c76, c77, c78, c79}; " +
        Mma + "{c80, c81, c82, c83}, {a10, a11, a14, a15}, {b0, b4}, {c80, c81, c82, c83}; " +
        Mma + "{c84, c85, c86, c87}, {a10, a11, a14, a15}, {b1, b5}, {c84, c85, c86, c87}; " +
        Mma + "{c88, c89, c90, c91}, {a10, a11, a14, a15}, {b2, b6}, {c88, c89, c90, c91}; " +
        Mma + "{c92, c93, c94, c95}, {a10, a11, a14, a15}, {b3, b7}, {c92, c93, c94, c95};";

    /// <summary>C += A B of the lower right part.</summary>
    public const string MultiplyBottomRight =
        Mma + "{c96, c97, c98, c99}, {a8, a9, a12, a13}, {b8, b12}, {c96, c97, c98, c99}; " +
        Mma + "{c100, c101, c102, c103}, {a8, a9, a12, a13}, {b9, b13}, {c100, c101, c102, c103}; " +
        Mma + "{c104, c105, c106, c107}, {a8, a9, a12, a13}, {b10, b14}, {c104, c105, c106, c107}; " +
        Mma + "{c108, c109, c110, c111}, {a8, a9, a12, a13}, {b11, b15}, {c108, c109, c110, c111}; " +
        Mma + "{c112, c113, c114, c115}, {a10, a11, a14, a15}, {b8, b12}, {c112, c113, c114, c115}; " +
        Mma + "{c116, c117, c118, c119}, {a10, a11, a14, a15}, {b9, b13}, {c116, c117, c118, c119}; " +
        Mma + "{c120, c121, c122, c123}, {a10, a11, a14, a15}, {b10, b14}, {c120, c121, c122, c123}; " +
        Mma + "{c124, c125, c126, c127}, {a10, a11, a14, a15}, {b11, b15}, {c124, c125, c126, c127};";

    /// <summary>
    /// Stores the upper left part into shared memory, from byte %0 on and %1 bytes apart: for each of four rows the lane's first and its second group of columns.
    /// </summary>
    public const string StoreTopLeft =
        OpenStore +
        Store + "{c0, c4, c8, c12}; add.u32 at, at, %1; " +
        Store + "{c1, c5, c9, c13}; add.u32 at, at, %1; " +
        Store + "{c2, c6, c10, c14}; add.u32 at, at, %1; " +
        Store + "{c3, c7, c11, c15}; add.u32 at, at, %1; " +
        Store + "{c16, c20, c24, c28}; add.u32 at, at, %1; " +
        Store + "{c17, c21, c25, c29}; add.u32 at, at, %1; " +
        Store + "{c18, c22, c26, c30}; add.u32 at, at, %1; " +
        Store + "{c19, c23, c27, c31}; }";

    /// <summary>As <see cref="StoreTopLeft"/>, of the upper right part.</summary>
    public const string StoreTopRight =
        OpenStore +
        Store + "{c32, c36, c40, c44}; add.u32 at, at, %1; " +
        Store + "{c33, c37, c41, c45}; add.u32 at, at, %1; " +
        Store + "{c34, c38, c42, c46}; add.u32 at, at, %1; " +
        Store + "{c35, c39, c43, c47}; add.u32 at, at, %1; " +
        Store + "{c48, c52, c56, c60}; add.u32 at, at, %1; " +
        Store + "{c49, c53, c57, c61}; add.u32 at, at, %1; " +
        Store + "{c50, c54, c58, c62}; add.u32 at, at, %1; " +
        Store + "{c51, c55, c59, c63}; }";

    /// <summary>As <see cref="StoreTopLeft"/>, of the lower left part.</summary>
    public const string StoreBottomLeft =
        OpenStore +
        Store + "{c64, c68, c72, c76}; add.u32 at, at, %1; " +
        Store + "{c65, c69, c73, c77}; add.u32 at, at, %1; " +
        Store + "{c66, c70, c74, c78}; add.u32 at, at, %1; " +
        Store + "{c67, c71, c75, c79}; add.u32 at, at, %1; " +
        Store + "{c80, c84, c88, c92}; add.u32 at, at, %1; " +
        Store + "{c81, c85, c89, c93}; add.u32 at, at, %1; " +
        Store + "{c82, c86, c90, c94}; add.u32 at, at, %1; " +
        Store + "{c83, c87, c91, c95}; }";

    /// <summary>As <see cref="StoreTopLeft"/>, of the lower right part.</summary>
    public const string StoreBottomRight =
        OpenStore +
        Store + "{c96, c100, c104, c108}; add.u32 at, at, %1; " +
        Store + "{c97, c101, c105, c109}; add.u32 at, at, %1; " +
        Store + "{c98, c102, c106, c110}; add.u32 at, at, %1; " +
        Store + "{c99, c103, c107, c111}; add.u32 at, at, %1; " +
        Store + "{c112, c116, c120, c124}; add.u32 at, at, %1; " +
        Store + "{c113, c117, c121, c125}; add.u32 at, at, %1; " +
        Store + "{c114, c118, c122, c126}; add.u32 at, at, %1; " +
        Store + "{c115, c119, c123, c127}; }";

    private const string Round = "cvt.rna.tf32.f32 ", Mma = "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 ", Store = "st.shared.v4.f32 [at], ";

    private const string OpenStore = "{ .reg .u32 at; mov.u32 at, __shared_alloca0; add.u32 at, at, %0; ";

    private const string ZeroTopLeft =
        "mov.b64 {c0, c1}, zero; mov.b64 {c2, c3}, zero; mov.b64 {c4, c5}, zero; mov.b64 {c6, c7}, zero; " +
        "mov.b64 {c8, c9}, zero; mov.b64 {c10, c11}, zero; mov.b64 {c12, c13}, zero; mov.b64 {c14, c15}, zero; " +
        "mov.b64 {c16, c17}, zero; mov.b64 {c18, c19}, zero; mov.b64 {c20, c21}, zero; mov.b64 {c22, c23}, zero; " +
        "mov.b64 {c24, c25}, zero; mov.b64 {c26, c27}, zero; mov.b64 {c28, c29}, zero; mov.b64 {c30, c31}, zero; ";

    private const string ZeroTopRight =
        "mov.b64 {c32, c33}, zero; mov.b64 {c34, c35}, zero; mov.b64 {c36, c37}, zero; mov.b64 {c38, c39}, zero; " +
        "mov.b64 {c40, c41}, zero; mov.b64 {c42, c43}, zero; mov.b64 {c44, c45}, zero; mov.b64 {c46, c47}, zero; " +
        "mov.b64 {c48, c49}, zero; mov.b64 {c50, c51}, zero; mov.b64 {c52, c53}, zero; mov.b64 {c54, c55}, zero; " +
        "mov.b64 {c56, c57}, zero; mov.b64 {c58, c59}, zero; mov.b64 {c60, c61}, zero; mov.b64 {c62, c63}, zero; ";

    private const string ZeroBottomLeft =
        "mov.b64 {c64, c65}, zero; mov.b64 {c66, c67}, zero; mov.b64 {c68, c69}, zero; mov.b64 {c70, c71}, zero; " +
        "mov.b64 {c72, c73}, zero; mov.b64 {c74, c75}, zero; mov.b64 {c76, c77}, zero; mov.b64 {c78, c79}, zero; " +
        "mov.b64 {c80, c81}, zero; mov.b64 {c82, c83}, zero; mov.b64 {c84, c85}, zero; mov.b64 {c86, c87}, zero; " +
        "mov.b64 {c88, c89}, zero; mov.b64 {c90, c91}, zero; mov.b64 {c92, c93}, zero; mov.b64 {c94, c95}, zero; ";

    private const string ZeroBottomRight =
        "mov.b64 {c96, c97}, zero; mov.b64 {c98, c99}, zero; mov.b64 {c100, c101}, zero; mov.b64 {c102, c103}, zero; " +
        "mov.b64 {c104, c105}, zero; mov.b64 {c106, c107}, zero; mov.b64 {c108, c109}, zero; mov.b64 {c110, c111}, zero; " +
        "mov.b64 {c112, c113}, zero; mov.b64 {c114, c115}, zero; mov.b64 {c116, c117}, zero; mov.b64 {c118, c119}, zero; " +
        "mov.b64 {c120, c121}, zero; mov.b64 {c122, c123}, zero; mov.b64 {c124, c125}, zero; mov.b64 {c126, c127}, zero; ";
}
