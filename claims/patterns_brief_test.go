package claims

// ofBriefs are the numbered sentences beside the picture.
var ofBriefs = []pattern{
	says("[{with fleets}, ]<H|h>erds return at {times}× the {bound}", counting("fleets", thoseOf(laterWave)), herdsReturn("times", "fleets"), severalHerds("fleets"), boundIs("bound")).in("brief"),
	says("[{with fleets}, ]<A|a> herd returns at {times}× the {bound}", counting("fleets", thoseOf(laterWave)), herdsReturn("times", "fleets"), boundIs("bound")).in("brief"),
	says("[{with fleets}, ]<R|r>etries peak at {times}× the {bound}", counting("fleets", thoseOf(laterWave)), herdsReturn("times", "fleets"), boundIs("bound")).in("brief"),
	says("[{with fleets}, ]{count} retr<y|ies> arrive[s] within {time}", counting("fleets", thoseOfTheTold), biggestWave("count", "fleets"), literally("time", 100)).in("brief"),
	says("[{with fleets}, ]{count} retr<y|ies> hit[s] the outage", counting("fleets", thoseOf(laterWave)), biggestWave("count", "fleets"), inTheOutage("fleets")).in("brief"),
	says("{fleet hog} starves {fleet victim}", starvesInShort).in("brief"),
	says("Hedges take p99 from {time from} to {time to}", tailsOf("")).in("brief"),
	says("{with of}, p99 is {time to}, not {time from}", tailsOf("of")).in("brief"),
	says("No herds: at most {count} retr<y|ies> in {time}", highest("count", largestWave), literally("time", 100), noHerd).in("brief"),
	says("No retry reached the service", nobodyCame("")).in("brief"),
	says("{called fleets}: at most {count} retr<y|ies> in {time}", literally("time", 100), amongFewest, highestOf("count", "fleets", laterWave), leads("later_wave", laterWave, "fleets")).in("brief"),

	says("[<Between herds|{with fleet}>, ]<{times lost} of {time open}|{time lost1} of {time open1}> are idle", idleFor("fleet")).in("brief"),
	says("Jitter fills the gaps", gapsFilled).in("brief"),
	says("Ideal: {time}", idealIs("time")).in("brief"),
	says("95 % could be done in {time}", idealIs("time")).in("brief"),

	says("[{with fleets}, ]{counts} {noun} {why}", counting("fleets", thoseOf(lostShare)), lostMost("fleets"), lostWhy("why", "counts", "fleets"), noun("noun")).in("brief"),
	says("The clients' own throttle sets the pace", has("throttle", "bucket"), has("population", "once"), ownPaceBriefly).in("brief"),
	says("[{with fleets}, ]{percents} of attempts are stopped before sending", counting("fleets", thoseUnsent), unsentShare("percents", "fleets")).in("brief"),
	says("Recovery takes {time} after the {word kind}", recoversIn("time", "", ""), outlives("kind")).in("brief"),
	says("Recovery: {time} {with up}[, {time slow} {with late}]", counting("up", thoseThat("time", recovery)), counting("late", thoseThat("slow", recovery)), recoversIn("time", "up", "late"), recoversIn("slow", "late", "up")).in("brief"),
}

// ofLines are what is said of the folded parts of a page.
var ofLines = []pattern{
	says("<95 % done in|95 % of requests done in> {span}[, never with {word k} of {word n}]; {rest lost}", spansDone("span"), neverIn("k", "n"), lostOf("lost")).in("line", "completion title"),
	says("<No strategy gets 95 % through|Never 95 % done>; {rest lost}", neverDone95(""), lostOf("lost")).in("line", "completion title"),
	says("<No request began|No request succeeds>", is("", successes, 0)).in("line", "completion title"),

	says("<Doubling|Tripling|Growing {ratio factor}-fold> from {time first} to {time last}[; all clients wait alike|; {with fleets}, all clients wait alike]", grows("factor", "first", "last"), alikeWith("fleets")).in("line", "delays title"),
	says("{with fleets}, all clients wait alike", alikeWith("fleets")).in("line", "delays title"),
	says("All clients wait alike", alikeWith("")).in("line", "delays title"),
	says("No client retries", noDelays).in("line", "delays title"),
	says("The wait before each retry").in("line", "delays title"),

	says("One strategy: nothing to compare", alone("")).in("line"),
	says("Losses differ: who gives up early wastes little", someLostMore).in("line", "price title"),
	says("No clear difference in time or waste", unclear("done_95"), unclear("wasted")).in("line", "price title"),
	says("{called fleets} <is|are> fastest; no clear difference in waste", leadsIn("done_95", "fleets"), unclear("wasted")).in("line", "price title"),
	says("{called fleets} waste[s] least; no clear difference in time", leadsIn("wasted", "fleets"), unclear("done_95")).in("line", "price title"),
	says("{called fleets} <is|are> best in both", leadsIn("done_95", "fleets"), leadsIn("wasted", "fleets")).in("line", "price title"),
	says("[{called behind} is worst in both; ]{called cheap} trade[s] {span later} for {percents part} less waste", isBehind("done_95", "behind"), isBehind("wasted", "behind"), trades("cheap", "part", "beaten", "later")).in("line", "price title"),
	says("[{called behind} is worst in both; ]{called first} <is|are> fastest, {called cheap} waste[s] least", isBehind("done_95", "behind"), isBehind("wasted", "behind"), leadsIn("done_95", "first"), leadsIn("wasted", "cheap")).in("line", "price title"),

	says("{word n} finding[s] with figures and causes", findingsAre("n")).in("line"),
	says("Every figure[ with its range over {count runs} runs]; CSV", setting("runs", "runs")).in("line"),
	says("One mark for each of {count} attempts", allAttempts("count")).in("line"),
	says("One mark for the one attempt").in("line"),
}
