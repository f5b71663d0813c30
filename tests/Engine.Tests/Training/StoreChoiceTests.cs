using System.Diagnostics;
using ButterE.Engine.Training;

namespace ButterE.Engine.Tests.Training;

/// <summary>Steps whose times depend on how they store.</summary>
public sealed class StoreChoiceTests
{
    [Theory]
    [InlineData(1_000, 800, true)]
    [InlineData(800, 1_000, false)]
    public void The_first_trial_finds_the_faster_way(long into, long past, bool expected)
    {
        var choice = new StoreChoice();
        Train(choice, StoreChoice.TrialSteps, into, past);
        Assert.Equal(expected, choice.PastCaches);
    }

    [Fact]
    public void Parameters_stay_in_the_caches_where_there_is_no_difference()
    {
        var choice = new StoreChoice();
        Train(choice, StoreChoice.TrialSteps, into: 1_000, past: 995);
        Assert.False(choice.PastCaches);
    }

    [Fact]
    public void A_trial_makes_half_of_its_steps_each_way()
    {
        var choice = new StoreChoice();
        Assert.Equal(StoreChoice.TrialSteps / 2, Train(choice, StoreChoice.TrialSteps, into: 1_000, past: 800));
    }

    [Fact]
    public void Between_trials_all_steps_go_the_faster_way()
    {
        var choice = new StoreChoice();
        Train(choice, StoreChoice.TrialSteps, into: 800, past: 1_000);
        Assert.Equal(0, Train(choice, StoreChoice.LeastHeldSteps, into: 800, past: 1_000));
    }

    [Fact]
    public void When_the_processors_have_moved_the_next_trial_finds_the_other_way()
    {
        var choice = new StoreChoice();
        var step = (long)(StoreChoice.LeastHeldSeconds * Stopwatch.Frequency / StoreChoice.LeastHeldSteps) + 1;
        Train(choice, StoreChoice.TrialSteps, into: step, past: 2 * step);
        Train(choice, StoreChoice.LeastHeldSteps + StoreChoice.TrialSteps, into: step, past: step / 2);
        Assert.True(choice.PastCaches);
    }

    [Fact]
    public void Steps_that_something_else_held_up_do_not_decide()
    {
        var choice = new StoreChoice();
        for (var i = 0; i < StoreChoice.TrialSteps; i++)
            choice.Took((choice.PastCaches ? 1_000 : 800) + (!choice.PastCaches && i % 4 == 1 ? 50_000 : 0));
        Assert.False(choice.PastCaches);
    }

    // Returns how many steps stored past the caches.
    private static int Train(StoreChoice choice, int steps, long into, long past)
    {
        var count = 0;
        for (; steps > 0; steps--)
        {
            count += choice.PastCaches ? 1 : 0;
            choice.Took(choice.PastCaches ? past : into);
        }

        return count;
    }
}
