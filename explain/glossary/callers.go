package glossary

// Runs that several pictures are drawn from.
const (
	// A crowd before a rate limit.
	crowd = "clients=200&rate=20&burst=10&spread=500ms&base=200ms&cap=5s&attempts=20&bin=250ms&strategies=exponential,full,equal,decorrelated"
	// A few clients, so that each attempt is seen.
	few = "clients=5&rate=1&burst=1&spread=1s&latency=50ms&base=500ms&cap=4s&attempts=6&strategies=exponential,full"
	// Requests that begin all the time.
	steady = "clients=100&population=open&offered=30&duration=20s&rate=20&burst=20&attempts=4&strategies=full&bin=250ms"
)

func callers() []Entry {
	once := Picture{Draw: Clients, Query: few, Fleet: "full"}
	return []Entry{
		{Key: "client", Name: "Client", Text: "A program that calls the service; every client follows the same retry policy.",
			Also: []string{"caller", "consumer", "user"}, Fields: []string{"clients"},
			Picture: once.at(MarkRow).says("One line a client, one mark an attempt")},
		{Key: "request", Name: "Request", Text: "What a client wants done once; it may take several attempts until it succeeds or is given up.",
			Also: []string{"call", "operation"}, Figures: []string{"requests"},
			Picture: once.at(MarkRow).says("A line is a request, from its first attempt to its last")},
		{Key: "attempt", Name: "Attempt", Text: "One try of a request that is sent to the service; the first try is attempt 1.",
			Also: []string{"try", "call"}, Figures: []string{"attempts"},
			Picture: once.at(MarkAttempt).says("Every mark is an attempt; full ones succeed")},
		{Key: "retry", Name: "Retry", Text: "Every attempt after the first: retry 1 is attempt 2.",
			Also: []string{"repeat", "reattempt"}, Picture: once.at(MarkRetries).says("All marks of a line but the first")},
		{Key: "strategy", Name: "Strategy", Text: "The rule by which a client chooses how long to wait before each retry.",
			Also: []string{"backoff", "retry policy", "fleet", "mix"}, Fields: []string{"strategies"},
			Picture: Picture{Draw: TradeOff, Query: crowd, Caption: "A mark a strategy: to the right takes longer, higher wastes more"}},
		{Key: "library", Name: "Library", Text: "A published client or SDK whose own delays are simulated, with the settings that it has by default.",
			Also: []string{"SDK", "tenacity", "AWS SDK", "OpenAI", "defaults"}, Picture: Picture{Draw: Waits, Query: "attempts=9&strategies=lib:tenacity-random-exponential", Fleet: "lib:tenacity-random-exponential", Caption: "The waits of one library"}},
		{Key: "population", Name: "Population", Text: "Whether each client has one request, sends them one after another or on the dot, or requests begin at a steady rate.",
			Also: []string{"workload", "arrivals"}, Fields: []string{"population"}, Picture: Picture{Draw: Open, Query: steady, Fleet: "full", Caption: "Requests under way that begin at a steady rate"}},
		{Key: "once", Name: "Once", Text: "Each client has one request, as when a crowd reconnects or a job starts everywhere at the same time.",
			Also: []string{"one request each", "cron", "reconnect"}, Picture: Picture{Draw: Done, Query: crowd, Fleet: "full", Caption: "Requests that have succeeded: all begin together"}},
		{Key: "closed", Name: "Closed", Text: "Each client begins its next request a while after the last has ended, so a slow service is asked less.",
			Also: []string{"closed loop", "sessions"}, Fields: []string{"duration"}, Picture: Picture{Draw: Load, Query: "clients=30&population=closed&think=1s&duration=20s&rate=20&burst=5&strategies=full&bin=250ms", Fleet: "full", Caption: "Clients that call again and again"}},
		{Key: "open", Name: "Open", Text: "New requests keep beginning at a given rate, whatever became of the earlier ones.",
			Also: []string{"open loop", "Poisson", "traffic"}, Fields: []string{"offered", "ramp"}, Picture: Picture{Draw: Load, Query: steady, Fleet: "full", Caption: "More begins than the service can take"}},
		{Key: "periodic", Name: "Periodic", Text: "Each client begins a request every so often on the dot, whatever became of the one before, as cron and alarms do.",
			Also: []string{"cron", "schedule", "timer", "alarm"}, Fields: []string{"every"}, Picture: Picture{Draw: Load, Query: "clients=60&population=periodic&every=10s&spread=0s&duration=40s&rate=20&burst=20&strategies=full&bin=250ms", Fleet: "full", Caption: "The herd comes back on the dot"}},
		{Key: "think-time", Name: "Think time", Text: "How long a client pauses after a request before it begins its next.",
			Also: []string{"pause"}, Fields: []string{"think", "think-dist"}, Picture: Picture{Draw: Clients, Query: "clients=5&population=closed&think=2s&think-dist=constant&duration=10s&rate=50&burst=20&service=300ms&strategies=full", Fleet: "full", Mark: MarkPause, Caption: "The gaps in a line"}},
		{Key: "start", Name: "Start of a part", Text: "When the first clients of a part of a mix start, such as a batch job that begins while people are at work.",
			Also: []string{"delayed start", "batch window", "phase"}, Fields: []string{"start"}, Picture: Picture{Draw: Load, Query: "clients=200&population=open&offered=10&duration=30s&rate=60&burst=60&attempts=3&bin=500ms&strategies=full@50/fixed(start=10s offered=40)@50", Fleet: "full@50/fixed(start=10s offered=40)@50", Caption: "One part from 10 s on"}},
		{Key: "spread", Name: "Start spread", Text: "The time within which the clients send their first attempts; with none they all start at once.",
			Also: []string{"clients start within", "stagger", "splay"}, Fields: []string{"spread"}, Picture: Picture{Draw: Load, Query: crowd, Fleet: "full", Against: "clients=200&rate=20&burst=10&spread=5s&base=200ms&cap=5s&attempts=20&bin=250ms&strategies=full", Caption: "Half a second; behind it five seconds"}},
		{Key: "process", Name: "Clients per process", Text: "How many clients share one retry budget, circuit breaker and throttle, as threads of one program do.",
			Also: []string{"instance", "pod"}, Fields: []string{"process"}, Picture: once.says("Five clients, which may share a process")},
	}
}
