using ButterE.Engine.Training;

namespace ButterE.Engine.Tests.Training;

public sealed class LaunchChoiceTests
{
    [Theory]
    [InlineData(20e-6, 10e-6, Launch.Persistent)]
    [InlineData(20e-6, 90e-6, Launch.Kernels)]
    [InlineData(0.4, 0.3, Launch.Persistent)]
    public void The_way_that_was_faster_after_its_first_steps_is_taken(double kernels, double persistent, Launch expected)
    {
        var choice = new LaunchChoice(Launch.Kernels, Launch.Persistent);
        for (var trial = 0; choice.Chosen == Launch.Auto; trial++)
        {
            Assert.InRange(trial, 0, 7);
            // To compile takes long and says nothing.
            var perStep = choice.Next == Launch.Kernels ? kernels : persistent;
            var steps = choice.Most;
            choice.Note(trial is 0 ? 1 : perStep * steps, steps);
        }

        Assert.Equal(expected, choice.Chosen);
        Assert.Equal(expected, choice.Next);
    }

    [Theory]
    [InlineData(20e-6, 2500)]
    [InlineData(0.4, 1)]
    public void One_launch_lasts_no_longer_than_a_twentieth_of_a_second(double perStep, int steps)
    {
        var choice = new LaunchChoice(Launch.Persistent);
        for (var trial = 0; trial < 4; trial++)
            choice.Note(perStep * choice.Most, choice.Most);
        Assert.Equal(steps, choice.Most);
    }

    [Fact]
    public void Of_three_ways_the_fastest_is_taken()
    {
        var choice = new LaunchChoice(Launch.Kernels, Launch.Graph, Launch.Persistent);
        while (choice.Chosen == Launch.Auto)
        {
            var steps = choice.Most;
            choice.Note((choice.Next == Launch.Graph ? 10e-6 : 20e-6) * steps, steps);
        }

        Assert.Equal(Launch.Graph, choice.Chosen);
    }

    [Fact]
    public void A_way_that_was_asked_for_is_not_measured_against_the_other()
    {
        var choice = new LaunchChoice(Launch.Kernels);
        for (var trial = 0; trial < 10; trial++)
        {
            Assert.Equal(Launch.Kernels, choice.Next);
            choice.Note(1, 1);
        }
    }
}
