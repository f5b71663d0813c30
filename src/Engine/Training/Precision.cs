namespace ButterE.Engine.Training;

/// <summary>What the products of a training step compute with. Everything else is float32 in any case.</summary>
public enum Precision
{
    /// <summary>float32 operands, float32 sums.</summary>
    Float32,

    /// <summary>
    /// Operands rounded to tf32, which keeps 10 bits of the mantissa after the point, and float32 sums, on tensor cores: up to 2^-11 of each operand off.
    /// CUDA devices of compute capability 8.0 or higher only.
    /// </summary>
    Tf32,
}

/// <summary>Names of precisions in options and records.</summary>
public static class PrecisionName
{
    private const string Float32 = "float32", Tf32 = "tf32";

    /// <summary>Finds a precision by its name.</summary>
    /// <param name="name">float32 or tf32.</param>
    /// <param name="precision">The precision.</param>
    public static bool TryParse(string? name, out Precision precision)
    {
        precision = name == Tf32 ? Precision.Tf32 : Precision.Float32;
        return name is Float32 or Tf32;
    }

    /// <summary>Name of a precision.</summary>
    public static string Of(Precision precision) => precision == Precision.Tf32 ? Tf32 : Float32;
}
