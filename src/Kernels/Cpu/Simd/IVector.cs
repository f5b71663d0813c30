namespace ButterE.Kernels.Simd;

/// <summary>
/// The vocabulary of one SIMD width: what a kernel may say about a vector of float32 lanes. Kernels are written once over
/// this interface and compiled once per width; an implementation holds words, never a kernel.
/// </summary>
/// <typeparam name="TSelf">The implementing vector.</typeparam>
public unsafe interface IVector<TSelf>
    where TSelf : unmanaged, IVector<TSelf>
{
    /// <summary>Number of float32 lanes; a constant to the compiler.</summary>
    static abstract int Lanes { get; }

    /// <summary>
    /// Rows of a tile at most: as many pairs of accumulators as run fastest beside two vectors of the other operand (docs/decisions/0002).
    /// A constant to the compiler.
    /// </summary>
    static abstract int TileRows { get; }

    /// <summary>Rows of a tile of dot products at most, 2 to 4: as many as the registers hold with four accumulators each. A constant to the compiler.</summary>
    static abstract int DotRows { get; }

    /// <summary>All lanes 0.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>All lanes <paramref name="value"/>.</summary>
    static abstract TSelf Broadcast(float value);

    /// <summary>Loads <see cref="Lanes"/> floats.</summary>
    /// <remarks>Requires <see cref="Lanes"/> readable floats at <paramref name="source"/>; no alignment.</remarks>
    static abstract TSelf Load(float* source);

    /// <summary>Stores <see cref="Lanes"/> floats.</summary>
    /// <remarks>Requires <see cref="Lanes"/> writable floats at <paramref name="target"/>; no alignment.</remarks>
    static abstract void Store(TSelf value, float* target);

    /// <summary>Stores <see cref="Lanes"/> floats past the caches where the hardware can; not ordered before other stores without a fence.</summary>
    /// <remarks>Requires <see cref="Lanes"/> writable floats at <paramref name="target"/>, aligned to their size.</remarks>
    static abstract void StoreNonTemporal(TSelf value, float* target);

    /// <summary>a b + c, fused where the hardware fuses.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>
    /// sum += a b, the bits of <see cref="MultiplyAdd"/>. For accumulators in a loop: stored in place, the compiler adds in the register of the sum. A sum that is
    /// assigned it makes in the register of a factor that is not used again, and then moves it, one move for two multiply-adds of a tile. An implementation
    /// keeps no reference to a part of the sum: the compiler follows 64 in a method, and a tile that one more leads to goes to memory (docs/decisions/0002).
    /// </summary>
    static abstract void AddProduct(ref TSelf sum, TSelf a, TSelf b);

    /// <summary>
    /// sum += a[index] b, the bits of <see cref="MultiplyAdd"/>. Where the hardware broadcasts an operand from memory, an instruction less than
    /// <see cref="Broadcast"/> before it, but a load for each use.
    /// </summary>
    /// <remarks>Requires a readable float at <paramref name="index"/>.</remarks>
    static abstract void AddProduct(ref TSelf sum, float* a, int index, TSelf b);

    /// <summary>Lane-wise sum.</summary>
    static abstract TSelf operator +(TSelf a, TSelf b);

    /// <summary>Lane-wise difference.</summary>
    static abstract TSelf operator -(TSelf a, TSelf b);

    /// <summary>Lane-wise product.</summary>
    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>Lane-wise quotient.</summary>
    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>
    /// Lane-wise quotient within 2 units in the last place, where the hardware refines an estimate faster than it divides (12 instead of 16 cycles for a
    /// vector of Adam on a Zen 4, most of what is left being the root); elsewhere the quotient.
    /// </summary>
    /// <remarks>Requires divisors from 2^-125 to 2^125 in magnitude; the bits depend on the hardware's estimate.</remarks>
    static abstract TSelf DivideNearly(TSelf a, TSelf b);

    /// <summary>Lane-wise exclusive or of the bits: never slow and never rounded, whatever numbers they stand for.</summary>
    static abstract TSelf operator ^(TSelf a, TSelf b);

    /// <summary>Lane-wise exclusive or of three, in one operation where the hardware has it.</summary>
    static abstract TSelf ExclusiveOr(TSelf a, TSelf b, TSelf c);

    /// <summary>Lane-wise larger value; <paramref name="b"/> where either is NaN, as the hardware does it.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>Lane-wise smaller value; <paramref name="b"/> where either is NaN, as the hardware does it.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>Lane-wise square root, correctly rounded.</summary>
    static abstract TSelf Sqrt(TSelf a);

    /// <summary>Lane-wise nearest integer, halves to even.</summary>
    static abstract TSelf Round(TSelf a);

    /// <summary><paramref name="a"/> times 2 to the power of <paramref name="exponent"/>.</summary>
    /// <remarks>Requires integers from -126 to 127 as exponents.</remarks>
    static abstract TSelf Scale(TSelf a, TSelf exponent);

    /// <summary>The e of a = m 2^e with m in [sqrt(1/2), sqrt(2)), and that m.</summary>
    /// <remarks>Requires positive normal numbers.</remarks>
    static abstract TSelf Decompose(TSelf a, out TSelf mantissa);

    /// <summary><paramref name="value"/> where <paramref name="gate"/> is greater than 0, else 0.</summary>
    static abstract TSelf WherePositive(TSelf gate, TSelf value);

    /// <summary>Stores the sums of the lanes of four vectors as four floats, each in float32 in an order that depends on the width and the instruction set alone.</summary>
    /// <remarks>Requires four writable floats at <paramref name="target"/>.</remarks>
    static abstract void StoreSums(TSelf a, TSelf b, TSelf c, TSelf d, float* target);

    /// <summary>Lane 0.</summary>
    static abstract float First(TSelf a);

    /// <summary>Sum of the lanes in double precision, always in the same order, so that it depends on the lanes alone.</summary>
    static abstract double Sum(TSelf a);
}
