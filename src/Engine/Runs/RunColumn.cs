using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using ButterE.Probe.Meters;
using Parquet.Schema;

namespace ButterE.Engine.Runs;

/// <summary>
/// One column of a run file, derived from one property of the record of a run or of its configuration: the name in snake
/// case, the type, and whether it may be null. The records are the only place where columns are listed.
/// </summary>
internal sealed class RunColumn
{
    private readonly PropertyInfo property;
    private readonly Type type;

    private RunColumn(PropertyInfo property, NullabilityInfoContext nullability)
    {
        this.property = property;
        Name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        IsNullable = nullability.Create(property).ReadState == NullabilityState.Nullable;
        type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        Field = FieldOf(type, Name, IsNullable);
    }

    /// <summary>Name in a file, snake case.</summary>
    public string Name { get; }

    /// <summary>Whether a row may leave it empty.</summary>
    public bool IsNullable { get; }

    /// <summary>The column in the schema of a Parquet file.</summary>
    public Field Field { get; }

    /// <summary>The columns that <typeparamref name="TRecord"/> fills itself: its properties, but not a configuration that it holds.</summary>
    public static IReadOnlyList<RunColumn> Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TRecord>()
    {
        var nullability = new NullabilityInfoContext();
        return [.. typeof(TRecord).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.PropertyType != typeof(RunConfiguration))
            .Select(property => new RunColumn(property, nullability))];
    }

    /// <summary>What belongs to the columns of a table, in their order: the first of the record, which is its identity, then the configuration, then the rest.</summary>
    /// <param name="ofRecord">What belongs to each column of the record.</param>
    /// <param name="ofConfiguration">What belongs to each column of the configuration.</param>
    public static IEnumerable<T> InTableOrder<T>(IEnumerable<T> ofRecord, IEnumerable<T> ofConfiguration) =>
        [.. ofRecord.Take(1), .. ofConfiguration, .. ofRecord.Skip(1)];

    /// <summary>The column's value in an object.</summary>
    public object? Value(object source) => property.GetValue(source);

    /// <summary>The column's value in an object, in the form in which it is stored.</summary>
    public object? Read(object source) => Value(source) switch
    {
        null => null,
        IEnumerable<int> numbers => string.Join(',', numbers),
        Enum value => Naming.ConvertName(value.ToString()),
        var value => value,
    };

    /// <summary>Sets the column's property to a stored value.</summary>
    /// <exception cref="FormatException">The stored value is not one of the property's.</exception>
    public void Write(object target, object? stored) => property.SetValue(target, stored is null ? null : Parse(stored));

    private object Parse(object stored)
    {
        if (type == typeof(IReadOnlyList<int>))
            return ((string)stored).Split(',').Select(width => int.Parse(width, NumberStyles.None, CultureInfo.InvariantCulture)).ToArray();
        if (type == typeof(IReadOnlyList<double>))
            return ((IReadOnlyList<double?>)stored).Select(value => value ?? throw new FormatException("a null element")).ToArray();
        if (type == typeof(DateTime))
            return DateTime.SpecifyKind((DateTime)stored, DateTimeKind.Utc);
        if (!type.IsEnum)
            return stored;
        return Array.Find(Enum.GetNames(type), name => Naming.ConvertName(name) == (string)stored) is { } found
            ? Enum.Parse(type, found)
            : throw new FormatException($"'{stored}' is unknown");
    }

    // The published energy kinds are hyphenated; every other name follows the camel case of the JSON documents.
    private JsonNamingPolicy Naming => type == typeof(EnergyKind) ? JsonNamingPolicy.KebabCaseLower : JsonNamingPolicy.CamelCase;

    private static Field FieldOf(Type type, string name, bool isNullable)
    {
        if (type == typeof(IReadOnlyList<double>) || type == typeof(IReadOnlyList<double?>))
            return new ListField(name, new DataField(ListField.ElementName, typeof(double), isNullable: type == typeof(IReadOnlyList<double?>)));
        if (type == typeof(DateTime))
            return new DateTimeDataField(
                name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Micros, isNullable: isNullable);
        return new DataField(name, type.IsEnum || type == typeof(IReadOnlyList<int>) ? typeof(string) : type, isNullable);
    }
}
