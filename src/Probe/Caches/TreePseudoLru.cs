using System.Numerics;

namespace ButterE.Probe.Caches;

/// <summary>
/// One bit per node of a binary tree over the ways points to the half to be emptied next; a use turns the bits on its path away from itself.
/// Where the ways are no power of two, the leaves beyond them are never chosen.
/// </summary>
internal sealed class TreePseudoLru(int sets, int ways) : Replacement
{
    private readonly ulong[] bits = new ulong[sets];
    private readonly int leaves = (int)BitOperations.RoundUpToPowerOf2((uint)ways);

    public override void Hit(int set, int way)
    {
        for (var node = leaves + way; node > 1; node >>= 1)
        {
            var bit = 1UL << (node >> 1);
            bits[set] = (node & 1) == 0 ? bits[set] | bit : bits[set] & ~bit;
        }
    }

    public override void Fill(int set, int way) => Hit(set, way);

    public override int Victim(int set)
    {
        var (node, first, width) = (1, 0, leaves);
        while (node < leaves)
        {
            width /= 2;
            var right = (bits[set] >> node & 1) != 0 && first + width < ways;
            node = 2 * node + (right ? 1 : 0);
            first += right ? width : 0;
        }

        return node - leaves;
    }
}
