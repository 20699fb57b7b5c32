package claims

const forATime = " <for the first {time first}|from {time from} to {time to}>"

// between holds the times of a disturbance.
func between(field string) check {
	return func(c *claim) {
		setting("first", field+"-to")(c)
		setting("from", field+"-from")(c)
		setting("to", field+"-to")(c)
		if c.groups["first"] != "" && c.run.Scenario.time(field+"-from") > 0 {
			c.fault("number", "it begins at %s", c.run.Scenario.text(field+"-from"))
		}
	}
}

// limited is the end of a sentence about a limiter.
const limited = "[,][ has at most {count inside} request[s] inside at a time,] and answers 429 to the rest[; {rest failures}]."

// fromLater says that clients do not start with the run.
const fromLater = "[, each part from its own start on][, from {time start} on]."

// ofScenarios say what is simulated.
var ofScenarios = []pattern{
	says("What happens when {count clients} client[s][ {with fleet}] {rest met}?[ · Backoff Lab]", setting("clients", "clients"), alone("fleet"), meets("met")),
	says("{count clients} client[s] call[s] within {time spread}"+fromLater, setting("clients", "clients"), setting("spread", "spread"), startsTold),
	says("{count clients} clients call at the same moment"+fromLater, setting("clients", "clients"), has("spread", "0s"), startsTold),
	says("{count clients} client calls once"+fromLater, setting("clients", "clients"), has("spread", "0s"), startsTold),
	says("{count clients} client[s] <sends|together send> {each offered} for {time duration}[, <falling to none|falling to {each down}|rising to {each up}>]"+
		"[, <{times spike} times as many|none>"+forATime+"]"+fromLater,
		setting("clients", "clients"), setting("offered", "offered"), setting("duration", "duration"), ramp("down", "up"), setting("spike", "spike"), between("spike"), eachOrAll, startsTold, ownRates(false)),
	says("{count clients} client[s] <sends|together send> requests for {time duration}, each part at its own rate[, <falling to none|in the end {times ramp} times as many>]"+
		"[, <{times spike} times as many|none>"+forATime+"]"+fromLater,
		setting("clients", "clients"), setting("duration", "duration"), setting("ramp", "ramp"), setting("spike", "spike"), between("spike"), startsTold, ownRates(true)),
	says("{count clients} client[s] call[s] every {time every} for {time duration}[, all at the same moment][, each at a time of its own within the first {time spread}]"+fromLater,
		has("population", "periodic"), setting("clients", "clients"), setting("every", "every"), setting("duration", "duration"), setting("spread", "spread"), startsApart, startsTold),
	says("{count clients} client[s] call[s] again and again for {time duration}, <without a pause|pausing {time think}[ on average] after each request>"+fromLater,
		setting("clients", "clients"), setting("duration", "duration"), thinks("think"), startsTold),

	says("The service has no rate limit[; {rest failures}].", has("limiter", "none"), failures("failures")),
	says("The service has one row with a version: of those that read the same version the first write succeeds, the others get a 429[; {rest failures}].",
		has("limiter", "optimistic-lock"), failures("failures")),
	says("The service allows {count quota} <request|point>[s] in each window of {time window}[, {count cost}[–{count dear}] for each attempt,]"+limited, has("limiter", "fixed-window"), quota("quota"), setting("window", "window"), pointsEach, boundInside, failures("failures")),
	says("The service allows {count quota} <request|point>[s] in any {time window}[, {count cost}[–{count dear}] for each attempt,]"+limited, has("limiter", "sliding-log", "sliding-counter"), quota("quota"), setting("window", "window"), pointsEach, boundInside, failures("failures")),
	says("The service lets in {count places} request[s] at a time"+limited, has("limiter", "concurrency"), setting("places", "concurrency"), failures("failures")),
	says("The service lets in {count places} request[s] at a time at first; after each that goes well while half the places are taken it is one more, up to {count most}, "+
		"and after each that takes longer than {time target} or is dropped {percent factor} of them, down to {count least}; it answers 429 to the rest[; {rest failures}].",
		has("limiter", "aimd"), setting("places", "concurrency"), setting("most", "aimd-most"), setting("least", "aimd-least"), setting("target", "aimd-target"), setting("factor", "aimd-factor"), failures("failures")),
	says("The service passes on {each rate}[, {count cost}[–{count dear}] for each attempt], holds up to {count burst}"+limited, has("limiter", "leaky-bucket"), setting("rate", "rate"), setting("burst", "burst"), pointsEach, boundInside, failures("failures")),
	says("The service allows {each rate}[, {count cost}[–{count dear}] for each attempt], with a burst of {count burst},"+limited, has("limiter", "token-bucket", "gcra"), setting("rate", "rate"), setting("burst", "burst"), pointsEach, boundInside, failures("failures")),
	says("The service allows <{rate} request[s]|{each slow}>, {count burst} of them at once, and {count perMinute} token[s] a minute; each request uses {count tokens} token[s][ on average]"+
		"[ ({count drawn} drawn, cut at the limit of {count cut})][; answers may use {count answers} token[s] a minute, each {count answer} token[s][ on average][ ({count drawnAnswer} drawn, cut at the limit of {count cutAnswer})]][; it has at most {count inside} request[s] inside at a time]; everything beyond gets a 429[; {rest failures}].",
		has("limiter", "llm"), settingTimes("rate", "rate", 60), setting("slow", "rate"), setting("burst", "burst"), setting("perMinute", "tokens-per-minute"),
		tokensEach("tokens"), answersEach("answers", "answer"), setting("drawn", "tokens"), setting("cut", "tokens-per-minute"), setting("drawnAnswer", "output-tokens"), setting("cutAnswer", "output-per-minute"), onAverage("tokens-dist"), boundInside, failures("failures")),
	says("Each Retry-After is lengthened at random by up to {percent share} of it.", setting("share", "retry-after-jitter")),
	says("Serving takes [{time service}[ on average]][ and ][{time slope} for each request in the service][; {count servers} <is|are> served at a time[, by priority]][; each rejection takes a server for {time refusal}].",
		meanServed("service"), setting("slope", "slope"), servers("servers"), setting("refusal", "refusal-cost")),

	says("It is down"+forATime+".", has("outage", "refuse"), between("outage"), troubleIn("outage")),
	says("It hangs"+forATime+".", has("outage", "hang"), between("outage"), troubleIn("outage")),
	says("It runs at {percent share} speed"+forATime+".", setting("share", "brownout"), between("brownout"), troubleIn("brownout")),
	says("<All clients|The client|About {percent share} of the clients> crash[es] at {time crash} and restart[s] {time restart} later, <their|its> backoff state <kept|lost>.",
		crashes("share"), setting("crash", "crash"), setting("restart", "restart"), troubleIn("crash")),
	says("The cap of {time cap} is below the base delay and takes its place.", setting("cap", "cap"), capBelowBase),
	says("A client without rules of its own {rest header}.", othersHear("header")),
	says("<A|Unless its own settings say otherwise, a> client sends <a second copy|up to {count most} further copies> of an attempt <after {time after} without an answer|that takes longer than {percent percentile} of those before>[, each as long after the one before].",
		hedgesAsSet("most", "after", "percentile"), ownSettings),
	says("<A|Unless its own settings say otherwise, a> client {rest what}.", clientHas("what"), ownSettings),
	says("By its own rules {part client} makes <at most {count attempts} attempt[s]|any number of attempts>[{rest rules}].", wholeClient("client", "attempts", "rules")),
	says("In {strategy chain} an attempt of one layer is a request of the next, which makes up to {part product} = {count calls} call[s] for each request.", multiplies("chain", "product", "calls")),
	says("A delay list waits {part delays}<, the last again and again|, again and again| and gives up after that>.", listed("delays")),
	says("Full jitter draws no less than {time floor}.", setting("floor", "floor"), hasFull),
	says("The first retry goes out at once.", has("first-retry", "at-once")),
	says("Retry strategy: {fleet}.", alone("fleet")),
	says("Compared: {word n} retry strategies.", waysToDecide("n")),
}
