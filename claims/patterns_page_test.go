package claims

// ofDelays are about the policy alone.
var ofDelays = []pattern{
	says("The policy alone: the backoff delay of {count} drawn clients before each retry.", drawn("count")),
	says("A few values of the cap, and what each would do").in("line"),
	says("Line: the median; bar: 5 % to 95 %; hairline: all."),
	says("A thick line is one exact value, as wide as the share of the clients on it."),
	says("Immediate retries do not wait at all.", waitsNothing),
	says("All clients wait {rest}.", allWait("rest")),
	says("Shown {with fleet} are the delays after {rest shown}: the median is {time median} before retry 1, and after <a rejection|any other failure> it is {time other}.", apart("fleet", "shown", "median", "other")),
	says("At retry {count}, {percent} of the clients wait exactly {time} {with fleet}.", modeAt("count", "percent", "time", "fleet")),
	says("<In <s|ms|min|h>: t|T>he median delay, 5 % to 95 %, Σ the median of all delays so far, and the share of the clients on one value."),
	says("After retry {count}, which is the last that is drawn, only some have a row.", lastDrawn("count")),
	says("Last, all retries together: the mean, and from the luckiest client to the unluckiest."),
	says("With one attempt, or a deadline before the first retry, there is no delay to show.", noDelays),
	says("Dashed upright: the deadline, counting two network latencies for an attempt, and the share of the clients that do not make that retry."),
	says("A Retry-After that a client honours comes in the place of these delays, or on top."),
	says("{name fleet} no retry is made", fleetIsThere("fleet")).in("delays caption"),
	says("{name fleet} no wait[ for at least half]", totalIsNothing("fleet")).in("delays caption"),
	says("{name fleet} [about ]{time} in all[ by retry {count}][ · {rest}]", totalDelay("time", "fleet", "count"), capFrom("rest", "fleet")).in("delays caption"),
}

const (
	endings  = "<{count up} gave up|{count late} still waiting at the end|{count lost} lost|{count through} got through|{time} to 95 % done>"
	finishes = endings + "[ · longest {time longest}]"
	wasted   = endings + " · {ratio} wasted per {noun}"
)

// finished holds who did not get through, or else when 95 % did.
func finished(fleet string) check {
	return func(c *claim) {
		shows("up", fleet, gaveUp)(c)
		shows("late", fleet, unfinished)(c)
		shows("lost", fleet, lostRequests)(c)
		shows("through", fleet, successes)(c)
		shows("time", fleet, done95)(c)
		shows("longest", fleet, longestWait)(c)
		shows("ratio", fleet, wastedEach)(c)
		where("time", is(fleet, lostRequests, 0))(c)
		where("longest", is(fleet, lostRequests, 0))(c)
		where("up", is(fleet, unfinished, 0))(c)
		where("late", is(fleet, gaveUp, 0))(c)
	}
}

// ofCharts are captions, and what a chart says to those who do not see it.
var ofCharts = []pattern{
	says("Attempts per second that reach the service, in bins of {time}.", binOf("time")),
	says("Full colour is load above the capacity of {per rate}.", capacityIs("rate")),
	says("Band: 5th to 95th percentile of {count} runs.", setting("count", "runs")),
	says("Line: median."),
	says("Thin line: the baseline."),
	says("<Share of the|Clients|Requests>[ {noun}] that got through, by time.", noun("noun")),
	says("Grey: the range of all strategies."),
	says("Dashed: the fastest the capacity allows."),
	says("Load with {name fleet} over time: "+wasted+"[ · not in the baseline][, against a {bound} of {per capacity}][. In the baseline: {rest pinned}]",
		finished("fleet"), noun("noun"), capacityIs("capacity"), boundIs("bound"), pinnedFinish("pinned", "fleet")),
	says("{bound} {per rate}[, baseline {per was}]", capacityIs("rate"), boundIs("bound"), pinnedCapacity("was")).in("capacity line"),
	says("baseline {per rate}", pinnedCapacity("rate")),
	says("{name fleet} "+finishes+"[ · not in the baseline]", finished("fleet")).in("completion caption", "pinned completion caption"),
	says("{name}", notPinned("name")).in("pinned completion caption"),
	says("With {name fleet} {count}[ of {count all}] {noun} got through: "+finishes+"[ · not in the baseline][. In the baseline: {rest pinned}]",
		shows("count", "fleet", successes), shows("all", "fleet", requestsBegun), noun("noun"), finished("fleet"), pinnedFinish("pinned", "fleet")),
	says("<Clients|Requests> that got through with {name fleet} over time", is("fleet", successes, 0)),

	says("Wasted attempts per {noun one} against the time until 95 % have succeeded.", noun("one")),
	says("Lower left is better; the line joins the best trade-offs."),
	says("With {name fleet} only {percent} ever succeed.", share("percent", "fleet"), neverDone95("fleet")),
	says("Waiting time against waste: {rest points}", points("points")),
	says("{name fleet}: {time}, {ratio} wasted per {noun}", shows("time", "fleet", done95), shows("ratio", "fleet", wastedEach), noun("noun")).in("price point"),
}

// ofTables are the heads of tables, and what is said below them.
var ofTables = []pattern{
	says("The retries that came together: how many, from how many clients, and when."),
	says("The worst first."),
	says("Over {count} runs", setting("count", "runs")),
	says("The same scenario with other seeds: the median of all runs, and below it the range in which nine of ten lie (5 % to 95 %)."),
	says("Is the difference real?", bestHaveNotLost),
	says("Each strategy against the best of its column, seed by seed over {count} runs: the mean difference and its 95 % interval.", setting("count", "runs")),
	says("Where the interval holds 0, there is no clear difference."),
	says("Who lost more requests than another is never best.", bestHaveNotLost),
	says("Intervals are not corrected for multiple comparisons: about 1 in 20 will look significant by chance."),
	says("In no figure, and in none of the runs, does a strategy differ from another."),
}

// agreed is under how many seeds it is so.
const agreed = "[; {count agree} of {count seeds} run[s] agree[s]]"

// ofComparisons are about a run and its baseline.
var ofComparisons = []pattern{
	says("Two scenarios side by side."),
	says("They differ in {count} settings.[ · Backoff Lab]", differing("count")),
	says("Two scenarios side by side. They differ in {count} settings.", differing("count")).in("preview title"),
	says("Two runs of one scenario. Nothing differs.", differing("")).in("preview title"),
	says("{rest}. All else is the same.", differenceTitle("rest")).in("preview title"),
	says("Two runs of one scenario."),
	says("Nothing differs.[ · Backoff Lab]", differing("")),
	says("All else is the same.[ · Backoff Lab]"),
	says("Baseline: {rest}", pinnedWords("rest")),
	says("No strategy is in both runs", pairsAre(0)),
	says("Both runs are the same", nothingDiffers),
	says("No clear difference from the baseline"),
	says("{with fleet} {count n} of {count all} {noun} <is|are> lost, {count n1} of {count all1} {noun others} in the baseline"+agreed,
		shows("n", "fleet", lostRequests), shows("all", "fleet", requestsBegun), pinnedShows("n1", "fleet", lostRequests), pinnedShows("all1", "fleet", requestsBegun), noun("noun"), ignored("others"), differs("fleet", lostShare)),
	says("{fleet} <gets 95 % of the {noun} through within {time}|never gets 95 % of the {noun never} through>, the baseline <within {time was}|never does>"+agreed,
		noun("noun"), noun("never"), shows("time", "fleet", done95), pinnedShows("was", "fleet", done95), differs("fleet", everDone95)),
	says("{fleet} wastes {ratio} attempts a {noun}, {ratio was} in the baseline"+agreed,
		noun("noun"), shows("ratio", "fleet", wastedEach), pinnedShows("was", "fleet", wastedEach), differs("fleet", wastedEach)),
	says("After the first burst {fleet} sends at most {count} retr<y|ies> within {time}, {count was} retr<y|ies> in the baseline"+agreed,
		shows("count", "fleet", laterWave), literally("time", 100), pinnedShows("was", "fleet", laterWave), differs("fleet", laterWave)),
	says("Two runs, of which one was stopped early"),
	says("Only in the baseline: {rest}.", namesOnly("rest")),
	says("Not in the baseline: {rest}.", namesOnly("rest")),
	says("Compared with the baseline.[ {rest}]", ignored("rest")),
	says("Of the baseline: {rest}", ignored("rest")),
	says("The baseline is not shown: {rest}", ignored("rest")),
}

// ofPages are about the page, or in a place of their own.
var ofPages = []pattern{
	says("These two runs are too large to be waited for, so they stream."),
	says("This run is too large to be waited for, so it streams.", tooLarge),
	says("The run is too large"),
	says("It needs at least {rest} attempts; at most {rest most} are allowed.", ignored("rest"), ignored("most")),
	says("Charts of the load that each retry strategy puts on a service."),
	says("Computed from the data of this run."),
	says("Point at a sentence to see its place in the charts; a click holds it there."),
	says("Seed {rest}, engine {count}, bins of {time}.", ignored("rest"), ignored("count"), binOf("time")),
	says("Every number on this page is reproducible from its link."),
	says("{rest}", differenceTitle("rest")).in("heading", "title"),
	says("{rest}", ignored("rest")).in("ask"),
}
