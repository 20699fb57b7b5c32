package claims

const (
	here    = "[ · Backoff Lab]"
	alikeSo = "[No clear difference: |The strategy makes no difference: ]"
	within  = "95 % of {noun} succeed within "
)

// ofVerdicts say who is ahead.
var ofVerdicts = []pattern{
	says("{count n} of {count all} {noun} {lost how} {with behind}, <none|{counts few}> {with ahead}[; {count good} of each fail[s] for good]"+here,
		stands("lost", lostShare, "ahead", "behind"), shows("n", "behind", lostRequests), shows("all", "behind", requestsBegun), noun("noun"), spans("few", "ahead", lostRequests),
		lostAs("how", "behind"), noneLost("few", "ahead"), shows("good", "", forGood)).in("verdict", "preview title"),
	says("{percents many} of {noun} are lost {with behind}, {percents few} {with ahead}"+here,
		stands("lost", lostShare, "ahead", "behind"), spans("many", "behind", lostPercent), spans("few", "ahead", lostPercent), noun("noun")),
	says("{called ahead} finish[es] in {span early}, {called behind} <in {span late}|never do[es]>"+here,
		stands("done_95", everDone95, "ahead", "behind"), spans("early", "ahead", done95), spansOrNever("late", "behind"), is("ahead", lostRequests, 0)),
	says(within+"{span early} {with ahead}, <{span late}|never> {with behind}"+here,
		stands("done_95", everDone95, "ahead", "behind"), spans("early", "ahead", done95), spansOrNever("late", "behind"), noun("noun")),
	says("{called ahead} waste[s] {ratios little} attempts a {noun}, {called behind} {ratios much}"+here,
		stands("wasted", wastedEach, "ahead", "behind"), spans("little", "ahead", wastedEach), spans("much", "behind", wastedEach), noun("noun")),
	says("[After the first burst, ]{called ahead} send[s] up to {counts few} retr<y|ies> in {time herd}, {called behind} {counts many}"+here,
		stands("later_wave", laterWave, "ahead", "behind"), spans("few", "ahead", laterWave), spans("many", "behind", laterWave), literally("herd", 100)),
	says("[After the first burst, ]{called ahead} send[s] no retries, {called behind} up to {counts many} in {time herd}"+here,
		stands("later_wave", laterWave, "ahead", "behind"), is("ahead", laterWave, 0), spans("many", "behind", laterWave), literally("herd", 100)),

	says("{called fleet} finishes in {time}"+here, aloneOrAhead("fleet"), shows("time", "fleet", done95), is("fleet", lostRequests, 0)).in("verdict", "preview title", "title"),
	says(within+"{time} {with fleet}"+here, aloneOrAhead("fleet"), shows("time", "fleet", done95), noun("noun")).in("verdict", "preview title", "title"),
	says("{count n} of {count all} {noun} {lost how} {with fleet}"+here, alone("fleet"), shows("n", "fleet", lostRequests), shows("all", "fleet", requestsBegun), noun("noun"), lostAs("how", "fleet"), neverDone95("fleet")).in("verdict", "preview title"),
	says(alikeSo+"<A|a>ll finish in {span}"+here, alikeAsSaid, is("", lostRequests, 0), spans("span", "", done95)),
	says(alikeSo+within+"{span}, whatever the strategy"+here, alikeAsSaid, noun("noun"), spans("span", "", done95)),
	says(alikeSo+"{percents share} of {noun} are lost, whatever the strategy"+here, alikeAsSaid, noun("noun"), spans("share", "", lostPercent)),
	says("No request began"+here, is("", requestsBegun, 0)),
	says("No request succeeds"+here, is("", successes, 0)),
	says("The overload outlives the {word kind}[ {with fleets}]"+here, outlives("kind"), overloadStays("fleets")).in("verdict", "brief", "preview title", "title"),

	says("{called cheap} waste[s] {percents part} less[ than {called beaten}][, but take[s] {span later} longer]", trades("cheap", "part", "beaten", "later")).in("verdict"),
	says("<It wastes|They waste> less, too: {ratios little} attempts a {noun}, {called behind} {ratios much}", noun("noun"), wasteLessToo("behind"),
		spans("much", "behind", wastedEach), spansAhead("little", wastedEach)).in("verdict"),
	says("{ratio} attempts a {noun} are wasted", noun("noun"), shows("ratio", "", wastedEach)).in("verdict"),
	says("No attempt is wasted", is("", wastedEach, 0)).in("verdict"),
	says("{called few} come[s] in smaller herds[ than {called many}]: {counts n} retr<y|ies>, not {counts m}", smallerHerds("few", "many", "n", "m")).in("verdict"),
	says("The verdict comes at the end of the run").in("verdict"),
	says("No clear difference in time: all finish in {span}", unclear("done_95"), is("", lostRequests, 0), spans("span", "", done95)).in("verdict"),
	says("{count n} {noun} succeed[s] {with behind}, {counts more} {with ahead}", noun("noun"), shows("n", "behind", successes), spans("more", "ahead", successes)).in("verdict"),
	says("Of these, {called first} finish[es] first, in {span}", firstOfTheFewest("first"), is("first", lostRequests, 0), spans("span", "first", done95)).in("verdict"),
	says("Of these, {called first} <is|are> fastest: "+within+"{span}", firstOfTheFewest("first"), noun("noun"), spans("span", "first", done95)).in("verdict"),
	says("The slowest client waits {span}", is("", lostRequests, 0), spans("span", "", longestWait)).in("verdict"),
	says("An answer takes {time}[ on average], a client waits {time timeout}", answersLate("time"), setting("timeout", "timeout")).in("verdict", "brief"),
	says("<Every attempt|Most attempts> timed out[ {with fleets}]", counting("fleets", thoseLate), mostLate("fleets")).in("verdict", "brief"),

	says("{count n} of {count all} run[s] agree[s][; the figures are of the first]", seedsAgree("n", "all")),
	says("Compared over {count seeds} runs", nothingClear, seedsAre("seeds")),
	says("This is one run; others may differ", seedsAre("")),
}

// ofHeadlines are above the charts and the tables, and say figures only.
var ofHeadlines = []pattern{
	says("No retry reached the service", nobodyCame("")).in("load title", "herds title"),
	says("Retries included, the load peaks at {per rate}[ with every strategy]", shows("rate", "", peakRate)),
	says("Retries included, the load peaks at {rate least}[/<s|min|h>]–{per most} with every strategy", peaksAlike("least", "most")),
	says("Retries included, the load peaks at {per high} {with most}, at {per low} {with least}", shownMost("high", "most", peakRate), shownLeast("low", "least", peakRate)),

	says("Every strategy makes {count} attempt[s]", shows("count", "", attemptsMade)),
	says("{fleet} makes {count} attempt[s]", alone("fleet"), shows("count", "fleet", attemptsMade)),
	says("Every strategy makes {counts} attempts", spans("counts", "", attemptsMade)),
	says("From {count low} attempt[s] {with few} to {count high} {with many}", shownLeast("low", "few", attemptsMade), shownMost("high", "many", attemptsMade)),

	says("No two retries reached the service within {time}", literally("time", 100), largestIs(1)),
	says("Biggest burst: {count retries} retr<y|ies> from {count clients} client[s] within {time} ({rest where})", literally("time", 100), biggestBurst("where")),

	says("Stopped at {time} of simulated time: this run reached the limit on <attempts|computing time>.", simulated("time")),
	says("Try fewer clients or a longer delay."),
	says("The run stopped at its horizon of {time horizon} with [up to ]{count} request[s] still under way.", setting("horizon", "horizon"), highest("count", unfinished)),
	says("The run stopped at {time end}, the end of its {count bins} bins, with [up to ]{count} request[s] still under way.", simulated("end"), literally("bins", 4000), highest("count", unfinished)),
	says("Completion times leave these out[; bins that adapt to the run (bin=auto) show all of it]."),
}
