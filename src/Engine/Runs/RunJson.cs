using System.Text;
using System.Text.Json;

namespace ButterE.Engine.Runs;

/// <summary>A run record as JSON for programs that have no reader of Parquet at hand.</summary>
public static class RunJson
{
    private static readonly IReadOnlyList<RunColumn> OfConfiguration = RunColumn.Of<RunConfiguration>();
    private static readonly IReadOnlyList<RunColumn> OfRecord = RunColumn.Of<RunRecord>();

    /// <summary>
    /// One object whose keys are the columns of the run file; a list of widths is a list of numbers. What is not known is null, and so is a loss
    /// that is not finite: JSON has neither NaN nor infinity.
    /// </summary>
    /// <param name="record">The record.</param>
    public static string Text(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            foreach (var column in OfConfiguration)
                Write(json, column, record.Configuration);
            foreach (var column in OfRecord)
                Write(json, column, record);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static void Write(Utf8JsonWriter json, RunColumn column, object source)
    {
        json.WritePropertyName(column.Name);
        if (column.Value(source) is IEnumerable<int> numbers)
            WriteList(json, numbers.Select(number => (double?)number));
        else
            WriteValue(json, column.Read(source));
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case double number: WriteNumber(json, number); break;
            // To the microsecond, as the file stores it.
            case DateTime time: json.WriteStringValue(time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond))); break;
            case IEnumerable<double> list: WriteList(json, list.Select(number => (double?)number)); break;
            case IEnumerable<double?> list: WriteList(json, list); break;
            default: throw new InvalidOperationException($"A run record holds a {value.GetType()}, which has no JSON form.");
        }
    }

    private static void WriteList(Utf8JsonWriter json, IEnumerable<double?> list)
    {
        json.WriteStartArray();
        foreach (var number in list)
            WriteNumber(json, number);
        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, double? number)
    {
        if (number is { } value && double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteNullValue();
    }
}
