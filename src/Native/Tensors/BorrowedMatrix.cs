using ButterE.Native.Calls;

namespace ButterE.Native.Tensors;

/// <summary>A matrix that a caller lends as a DLPack tensor; it is looked at where it lies and stays the caller's.</summary>
internal readonly unsafe struct BorrowedMatrix
{
    private BorrowedMatrix(float* start, long rows)
    {
        Start = start;
        Rows = rows;
    }

    public float* Start { get; }

    public long Rows { get; }

    /// <summary>Looks at a tensor.</summary>
    /// <exception cref="CallException">It is no float32 matrix of that many columns, row after row without gaps, in memory of the CPU.</exception>
    public static BorrowedMatrix Of(DLManagedTensor* managed, int columns, string name)
    {
        CallArguments.Require(managed, name);
        var tensor = managed->Tensor;
        if (tensor.DeviceType != DLTensor.Cpu)
            throw CallException.Argument($"{name}: lies on a device of type {tensor.DeviceType}, not in memory of the CPU");
        if (tensor.TypeCode != DLTensor.Float || tensor.TypeBits != 32 || tensor.TypeLanes != 1)
            throw CallException.Argument($"{name}: is not float32 (type code {tensor.TypeCode}, {tensor.TypeBits} bits, {tensor.TypeLanes} lanes)");
        CallArguments.Require(tensor.Data, name);
        if (tensor.Dimensions != 2 || tensor.Shape is null || tensor.Shape[1] != columns)
            throw CallException.Shape($"{name}: is not [rows, {columns}]");
        if (tensor.Strides is not null && (tensor.Strides[1] != 1 && columns > 1 || tensor.Strides[0] != columns && tensor.Shape[0] > 1))
            throw CallException.Shape($"{name}: does not lie row after row without gaps");
        return new BorrowedMatrix((float*)((byte*)tensor.Data + tensor.ByteOffset), tensor.Shape[0]);
    }
}
