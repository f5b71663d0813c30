using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Decoding;

/// <summary>Where the variables of a kernel live: offsets in shared, local and parameter memory, addresses in global memory.</summary>
internal sealed class VariablePlaces
{
    private readonly Dictionary<string, (string Space, ulong Place)> places = [];

    public VariablePlaces(PtxModule module, PtxKernel kernel, IReadOnlyDictionary<string, ulong> globals)
    {
        foreach (var parameter in kernel.Parameters)
            ParameterBytes = Add(parameter, ParameterBytes);
        foreach (var variable in module.Variables.Concat(kernel.Variables))
        {
            switch (variable.Space)
            {
                case "shared" when !variable.IsExternal:
                    StaticShared = Add(variable, StaticShared);
                    break;
                case "local":
                    LocalBytes = Add(variable, LocalBytes);
                    break;
                case "global" or "const":
                    places.Add(variable.Name, (variable.Space, globals[variable.Name]));
                    break;
            }
        }

        // All dynamic shared variables are the same memory, after the static one.
        foreach (var variable in module.Variables.Where(variable => variable is { Space: "shared", IsExternal: true }))
        {
            DynamicStart = Align(Math.Max(DynamicStart, StaticShared), variable.Alignment);
            places[variable.Name] = ("shared", (ulong)DynamicStart);
        }

        DynamicStart = Math.Max(DynamicStart, StaticShared);
    }

    public long ParameterBytes { get; }

    /// <summary>Shared memory that the text declares, bytes.</summary>
    public long StaticShared { get; }

    /// <summary>Where dynamic shared memory begins.</summary>
    public long DynamicStart { get; }

    public long LocalBytes { get; }

    /// <summary>State space and place of a variable, or null.</summary>
    public (string Space, ulong Place)? Find(string name) => places.TryGetValue(name, out var found) ? found : null;

    private long Add(PtxVariable variable, long from)
    {
        var place = Align(from, variable.Alignment);
        if (!places.TryAdd(variable.Name, (variable.Space, (ulong)place)))
            throw new PtxException(1, $"the variable {variable.Name} is declared twice");
        return place + variable.Bytes;
    }

    private static long Align(long place, int alignment) => (place + alignment - 1) / alignment * alignment;
}
