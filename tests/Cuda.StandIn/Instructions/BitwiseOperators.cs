using System.Numerics;

namespace ButterE.Cuda.StandIn.Instructions;

// What the logic instructions and the atomic ones of the same names compute.
internal readonly struct And<T> : IBinary<T, T>
    where T : IBinaryInteger<T>
{
    public static T Of(T a, T b) => a & b;
}

internal readonly struct Or<T> : IBinary<T, T>
    where T : IBinaryInteger<T>
{
    public static T Of(T a, T b) => a | b;
}

internal readonly struct Xor<T> : IBinary<T, T>
    where T : IBinaryInteger<T>
{
    public static T Of(T a, T b) => a ^ b;
}
