using System.Security.Cryptography;
using ButterE.Engine.Documents;
using ButterE.Engine.Runs;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Probe;
using ButterE.Probe.Files;

namespace ButterE.Engine.Sweeps.Plans;

/// <summary>Writes and reads the plan of a campaign. A plan is never changed: its runs are known by their contents, and its table by a hash.</summary>
public static class PlanFile
{
    private static readonly RecordTable<SweepRun> Table = new(run => run.Configuration, (run, configuration) => run with { Configuration = configuration });

    /// <summary>Writes a plan into a folder that has none; does nothing when the folder holds the same plan.</summary>
    /// <param name="folder">The campaign; made when absent.</param>
    /// <param name="plan">The plan.</param>
    /// <returns>The plan's header as it was written, and whether it was there already.</returns>
    /// <exception cref="InputException">The folder holds another plan, or cannot be written.</exception>
    public static (PlanHeader Header, bool IsOld) Write(CampaignFolder folder, SweepPlan plan)
    {
        var content = Table.Serialize(plan.Runs);
        var header = plan.Header with { PlanSha256 = Convert.ToHexStringLower(SHA256.HashData(content.Span)) };
        if (File.Exists(folder.PlanSummary))
        {
            return ReadHeader(folder).PlanSha256 == header.PlanSha256
                ? (header, true)
                : throw new InputException($"{folder.Root}: holds another plan already, and a plan is never changed; choose another --out");
        }

        folder.Create();
        WholeFile.Write(folder.PlanTable, file => file.Write(content.Span));
        DocumentFile.Write(folder.PlanSummary, header);
        return (header, false);
    }

    /// <summary>Reads the header alone.</summary>
    /// <exception cref="InputException">There is no plan, or it is of another schema.</exception>
    public static PlanHeader ReadHeader(CampaignFolder folder) =>
        DocumentFile.Read<PlanHeader>(folder.PlanSummary, "plan", PlanHeader.CurrentSchema)
        ?? throw new InputException($"{folder.Root}: no campaign: there is no plan.json (buttere sweep plan makes one)");

    /// <summary>Reads a plan and checks its table against the hash in its header.</summary>
    /// <exception cref="InputException">There is no plan, it is of another schema, or the table is not the one that was planned.</exception>
    public static SweepPlan Read(CampaignFolder folder) => new(Check(folder), Table.Read(folder.PlanTable));

    /// <summary>Reads the header and checks the table against the hash in it, without reading the runs.</summary>
    /// <exception cref="InputException">There is no plan, it is of another schema, or the table is not the one that was planned.</exception>
    public static PlanHeader Check(CampaignFolder folder)
    {
        var header = ReadHeader(folder);
        if (!File.Exists(folder.PlanTable))
            throw new InputException($"{folder.PlanTable}: no such file");
        using var table = File.OpenRead(folder.PlanTable);
        return Convert.ToHexStringLower(SHA256.HashData(table)) == header.PlanSha256
            ? header
            : throw new InputException($"{folder.PlanTable}: not the table that {folder.PlanSummary} was written for (its SHA-256 differs)");
    }
}
