using System.CommandLine;
using ButterE.Engine.Training;
using ButterE.Probe;

namespace ButterE.Cli.Options;

/// <summary>The option --schedule.</summary>
internal static class ScheduleOption
{
    public static Option<string> Create(string description, string helpName) => new("--schedule")
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => ScheduleName.Of(Schedule.Fused),
    };

    /// <summary>Reads the option of one call.</summary>
    /// <exception cref="InputException">There is no such schedule.</exception>
    public static Schedule Read(ParseResult parsed, Option<string> option) => ScheduleName.TryParse(parsed.GetValue(option), out var schedule)
        ? schedule
        : throw new InputException($"--schedule {parsed.GetValue(option)}: must be textbook or fused");
}
