using ButterE.Engine.Ingest;
using ButterE.Engine.Runs;
using ButterE.Probe;
using Parquet.Schema;

namespace ButterE.Engine.Sweeps.Collecting;

/// <summary>
/// The columns of a collected table as SQL over the columns that files of one kind have: each under its name and type of today, those of earlier versions
/// translated, those that they lack null.
/// </summary>
/// <remarks>All types are ones that DuckDB, pandas and Spark read: no unsigned numbers, instants in microseconds of UTC.</remarks>
internal sealed class RunColumns
{
    private const string OldUncertainty = "joules_uncertainty";

    private static readonly IReadOnlyList<RunColumn> Configuration = RunColumn.Of<RunConfiguration>();
    private static readonly IReadOnlyList<RunColumn> Record = RunColumn.Of<RunRecord>();

    // Columns of version 1 that stand under other names now.
    private static readonly IReadOnlySet<string> Retired = new HashSet<string> { OldUncertainty };

    private readonly IReadOnlyList<string> present;

    /// <summary>Takes the columns of a file.</summary>
    /// <param name="present">Their names.</param>
    /// <param name="file">The file, for messages.</param>
    /// <exception cref="InputException">A column that every run has is missing.</exception>
    public RunColumns(IReadOnlyList<string> present, string file)
    {
        this.present = present;
        if (Required.FirstOrDefault(name => !present.Contains(name)) is { } missing)
            throw new InputException($"{file}: has no column {missing}, which every run record has; is it a run file of buttere?");
    }

    /// <summary>Columns that no row may leave empty, lists apart.</summary>
    public static IEnumerable<string> Required =>
        Record.Concat(Configuration).Where(column => !column.IsNullable && column.Field is not ListField).Select(column => column.Name);

    /// <summary>Columns that decide what a run is and that the files have.</summary>
    public IEnumerable<string> OfConfiguration => Configuration.Select(column => column.Name).Where(present.Contains);

    private bool IsVersion1 => present.Contains(OldUncertainty);

    /// <summary>The columns to select: those of a record's table in their order, then columns that this engine does not know.</summary>
    public string Selection()
    {
        var known = RunColumn.InTableOrder(Record, Configuration).ToList();
        var names = known.Select(column => column.Name).Concat(Retired).ToHashSet();
        return string.Join(", ", known.Select(Translated).Concat(present.Where(name => !names.Contains(name)).Select(CampaignDatabase.Name)));
    }

    private string Translated(RunColumn column)
    {
        var name = CampaignDatabase.Name(column.Name);
        var value = (column.Name, present.Contains(column.Name), IsVersion1) switch
        {
            // It was one number for both parts. The systematic part is the one that replicates do not make smaller: nothing is claimed too small.
            ("joules_systematic", true, true) => $"coalesce({name}, {OldUncertainty})",
            ("joules_systematic", false, true) => OldUncertainty,
            // 'Gap, Wrapped' was spelled as the program spells them; now 'gap,wrapped'.
            ("flags", true, _) => $"array_to_string(list_transform(string_split({name}, ','), lambda f: lower(trim(f)[1]) || trim(f)[2:]), ',')",
            (_, true, _) => name,
            _ => "NULL",
        };
        return $"CAST({value} AS {TypeOf(column.Field)}) AS {name}";
    }

    private static string TypeOf(Field field) => field switch
    {
        ListField => "DOUBLE[]",
        DateTimeDataField => "TIMESTAMPTZ",
        DataField data when data.ClrType == typeof(double) => "DOUBLE",
        DataField data when data.ClrType == typeof(long) => "BIGINT",
        DataField data when data.ClrType == typeof(int) => "INTEGER",
        DataField data when data.ClrType == typeof(bool) => "BOOLEAN",
        _ => "VARCHAR",
    };
}
