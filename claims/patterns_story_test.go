package claims

const (
	ofThose = "[Only {fleet only} lost nothing: |{fleet least1} lost the fewest {noun fewer}: |Of the strategies that lost <no {noun whole}|the fewest {noun fewest}>, ]"
	through = "95 % of the {noun} are through "
	cost    = "<, with {count made} attempt[s]|; each makes {count each} attempt[s]|; they make {counts they} attempts|; {fleets cheap} make[s] the fewest attempts ({counts least}), {fleets dear} the most ({count most})>."
	got     = "{counts low} of {count all} client[s] got through<[ and nobody is under way any more]| before the run stopped, and others are still waiting>"
	drains  = "when requests stopped at {time stop} the backlog was still draining[ {with draining}][ and gone at {time gone}[ {with slowest}]]"
	because = ": [{with of} ]{part reasons}.[ The outage lasts {time outage}; after {time left} nobody tries any more.]"
)

// ofFindings are the sentences of the story.
var ofFindings = []pattern{
	says("<E|e>very attempt[ that the limiter let in] <({count n} of {count all}) timed out|timed out {with late} ({count n1} of {count all1}[ {with high}])>[: {part why}].[ {rest then}.]", tooLate(true)),
	says("Most attempts[ that the limiter let in] <({count n} of {count all}) timed out|timed out {with late} ({count n1} of {count all1}[ {with high}])>[: {part why}].[ {rest then}.]", tooLate(false)),

	says("<The {word kind} ended at {time}|The clients that crashed were back at {time back}> but the overload <did not|stays>: more requests are still in flight than before it, {with fleets}.",
		ended("kind", "time"), endOfCrash("back"), overloadStays("fleets")),

	says("The clients' own throttle sets the pace: at {each rate}, with {count burst} at once, one attempt for each of the {count n} client[s][ {rest process}] takes {time takes}.",
		has("throttle", "bucket"), has("population", "once"), setting("rate", "throttle-rate"), setting("burst", "throttle-burst"), ownPace("n", "process", "takes")),
	says("Retries in layers multiply: {count n} request[s] became {part layers}[ {with chain}], up to {count calls} call[s] to the service for each.", layersMade("n", "layers", "chain", "calls")),
	says("Of {count all} attempt[s][ {with of}] {count n} <was a hedge|were hedges>, and {count won} brought the success"+
		"[; against {fleet twin} they take the 99th percentile from {time from} to {time to} for {percent load} <more|fewer> attempts[, and lose {count lost} of {count requests} request[s] instead of {count plain}]].",
		hedgesSent("all", "of", "n", "won"), against("twin")),
	says("{fleet hog} starves {fleet victim}: it makes {percent share} of the attempts and loses {count spares} of its {count hogs} request[s], and {fleet again} loses {count loses} of its {count victims}.", starves),
	says("No retry reached the service.", nobodyCame("")),
	says("No herd[ with any strategy]: at most {count} retr<y|ies> reached the service within {time}[, and it took them all].", highest("count", largestWave), literally("time", 100), noHerd, tookAll),
	says("Biggest wave[ after the first burst]: {count retries} retr<y|ies> from <one client|as many clients|all {count waiting} clients that were waiting|{count clients} client[s]> within {time span}, at {time}"+
		"[, {with fleets}][, and one as big {with others}][: {part against}].[ {rest cause}]",
		literally("span", 100), theWave, againstCapacity("against"), caused("cause")),
	says(ofThose+"{fleets} <is|are> calmest[ after the first burst]: never more than {count} retr<y|ies> within {time}.", literally("time", 100),
		amongFewest, highestOf("count", "fleets", laterWave), leads("later_wave", laterWave, "fleets"), crowned("calmest", "fleets")),

	says("[Outside of the outage, ]{with fleet} the service sat idle for {time idle} of the {time open} in which clients were waiting"+
		"[; {with other} <for {time less} of {time otherOpen}|at no time>].", timeLost),

	says(ofThose+through+"soonest {with first} (<by|within> {span early}), last {with last} (<by|within> {span late})"+cost,
		amongFewest, noun("noun"), firstDone, spans("early", "first", done95), spans("late", "last", done95), crowned("through soonest", "first"), costs),
	says(ofThose+through+"<by|within> {span early}[, whatever the strategy]"+cost, amongFewest, noun("noun"), allDone(""), costs),
	says(ofThose+through+"<by|within> {span early} {with there}"+cost, amongFewest, noun("noun"), allDone("there"), costs),

	says("Every {noun} met a permanent failure.", noun("noun"), is("", successes, 0)),
	says("{count n} {noun} met a permanent failure; every other {noun one} succeeded.", shows("n", "", lostRequests), noun("noun"), noun("one"), permanently("n")),
	says("{count low} to {count high} of {count all} {noun} were lost, whatever the strategy"+because,
		lowest("low", lostRequests), highest("high", lostRequests), shows("all", "", requestsBegun), noun("noun"), lostMost("of"), reasons("reasons", "of", "")),
	says("{fleets most} lost {count n} of {count all} {noun}[ each], {fleets least} <none|{count few}[ of {count allFew}]>"+because,
		shows("n", "most", lostRequests), shows("all", "most", requestsBegun), noun("noun"), lostMost("most"), lostLeast("least"), shows("few", "least", lostRequests), shows("allFew", "least", requestsBegun),
		reasons("reasons", "of", "most"), differ("most", "least")),
	says("<Every {noun one} was|{percents share} of the {noun} were> lost, whatever the strategy"+because, noun("one"), noun("noun"), allLost("share"), spans("share", "", lostPercent), lostMost("of"), reasons("reasons", "of", "")),
	says("{count n} of {count all} {noun} <was|were> lost[ with every strategy]"+because, shows("n", "", lostRequests), shows("all", "", requestsBegun), noun("noun"), reasons("reasons", "of", "")),

	says("[{with dear}, ]<R|r>etr<y|ies> {count from}[< and | to >{count to}] brought <no request|{percent bring} more requests> home for {percent load} more load.", calledLayers("dear", false), lastOnes("from", "to", "bring", "load", "dear")),
	says("[{with dear}, ]<C|c>all[s] {count from}[< and | to >{count to}] brought <no request|{percent bring} more requests> home for {percent load} more load.", calledLayers("dear", true), lastOnes("from", "to", "bring", "load", "dear")),

	says("{percents share} of the attempts[ {with fleets}] were stopped by the clients' own {rest guards} and never sent.", unsent("share", "fleets", "guards")),

	says("{time} after <the {word kind} ended|the restart> no more requests are in flight than before it[ {with up}][, only after {time slow} {with late}][; "+drains+"].",
		ended("kind", ""), recoversIn("time", "up", "late"), recoversIn("slow", "late", "up"), stillDrains),
	says("<The {word kind} ended at {time}|The clients that crashed were back at {time back}>; "+drains+".", ended("kind", "time"), endOfCrash("back"), stillDrains),
	says("{time} after <the {word kind} ended|the restart> every client[ without a permanent failure] has succeeded[ {with up}][, only after {time slow} {with late}][; {with down} "+got+"].",
		ended("kind", ""), recoversIn("time", "up", "late"), recoversIn("slow", "late", "up"), allThrough("time", "up", "down"), allThrough("slow", "late", "down"), gotThrough("down")),
	says("<The {word kind} ended at {time}|The clients that crashed were back at {time back}>; [{with down} ]"+got+".", ended("kind", "time"), endOfCrash("back"), gotThrough("down"), nobodyWhole),
}

// causes are the sentences about where a wave comes from.
var causes = []pattern{
	says("Every one of them had waited exactly the Retry-After that it was told, without jitter[, and the window had opened at {time edge}].", waitedAsTold, edgeAt("edge")),
	says("In it are the retries of the clients that had restarted together at {time}.", restarted("time", "")),
	says("In it are the first retries, one delay of {time delay} later, of the clients that had restarted together at {time}.", restarted("time", "delay")),
	says("It does not wait: in that time a client retried {times} times on average.", perClient("times")),
	says("All of them had begun <at once|within 100 ms of each other> and waited the same {rest waits}.", waitedTheSame("waits")),
	says("At that time the service failed in spells.", duringThe("failures")),
	says("At that time {percent} of the attempts failed with 503.", setting("percent", "fail"), duringThe("failures")),
	says("At that time the service worked at {percent} of its speed.", setting("percent", "brownout"), duringThe("brownout")),
	says("At that time {times} times as many requests began.", setting("times", "spike"), duringThe("spike")),
	says("That is <{time}|right> after <the {word kind} ended|the restart>.", shortlyAfter("time", "kind")),
	says("All of them had begun <at once|within 100 ms of each other> and never waited.", waitedTheSame("")),
}

// ofAdvice are changes that were simulated.
var ofAdvice = []pattern{
	says("Without hedges, {fleet} {rest gains}.", advised).in("advice figures"),
	says("Without hedges, {called fleet} {rest gains}.", advisedInShort).in("advice"),
	says("If {fleet hog} <comes after {fleet victimFirst} at the service|has a retry budget of its own>, {fleet victim} loses {count now} of its requests instead of {count before}, and {fleet hogAgain} {count hogNow} <as before|instead of {count hogBefore}>.", sparesPart).in("advice figures"),
	says("With <priority for {fleet first}|a budget for {fleet hog}>, {fleet victim} loses {count now} instead of {count before}.", sparesPart).in("advice"),
	says("If {rest change}, {fleet} {rest gains}.", advised).in("advice figures"),
	says("{strategy other} instead of {fleet} {rest gains}.", advised).in("advice figures"),
	says("With one {option place} attempt, {called fleet} {rest gains}.", advisedInShort).in("advice"),
	says("With {part change}, {called fleet} {rest gains}.", advisedInShort).in("advice"),
	says("{strategy other} instead of {called fleet} {rest gains}.", advisedInShort).in("advice"),
	says("We tried {rest tried} with the same seed; <it makes little difference|neither helps much|none of them helps much>.", tried("tried")),
}
