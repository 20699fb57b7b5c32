package glossary

import "strings"

func troubles() []Entry {
	outage := "clients=100&population=open&offered=10&duration=25s&rate=20&burst=20&outage=refuse&outage-from=5s&outage-to=12s&base=500ms&cap=4s&attempts=30&bin=250ms&strategies=exponential,full"
	storm := "clients=16&population=open&offered=33&duration=1m&limiter=none&servers=5&service=100ms&queue=1000000&timeout=1s&brownout=0.3&brownout-from=10s&brownout-to=20s&strategies=immediate&cap=1s&attempts=3&bin=500ms&horizon=1m"
	calm := strings.Replace(storm, "offered=33", "offered=15", 1)
	untroubled := strings.Replace(storm, "&brownout=0.3&brownout-from=10s&brownout-to=20s", "", 1)
	return []Entry{
		{Key: "herd", Name: "Herd", Text: "Clients that failed at the same moment, wait equally long, and so come back at the same moment.",
			Also: []string{"retry burst", "synchronized retries"}, Picture: Picture{Draw: Load, Query: crowd, Fleet: "exponential", Mark: MarkWave, Caption: "Each spike is a herd"}},
		{Key: "thundering-herd", Name: "Thundering herd", Text: "So many clients at once that a service which could serve them one by one rejects nearly all.",
			Also: []string{"stampede", "dogpile", "cache stampede", "reconnect storm"}, Picture: Picture{Draw: Load, Query: crowd, Fleet: "exponential", Mark: MarkFirst, Caption: "The first burst, far above the dashed limit"}},
		{Key: "first-burst", Name: "First burst", Text: "What the common start sets off, whatever the strategy: the first attempts and the first retries after them.",
			Also: []string{"initial spike"}, Picture: Picture{Draw: Load, Query: crowd, Fleet: "full", Mark: MarkFirst, Caption: "Even with jitter the beginning is crowded"}},
		{Key: "gap", Name: "Idle time", Text: "Time in which the service could have served somebody and no attempt came, while clients were waiting.",
			Also: []string{"time lost", "gap"}, Picture: Picture{Draw: Load, Query: crowd, Fleet: "exponential", Mark: MarkGap, Caption: "Nothing comes between two herds"}},
		{Key: "retry-storm", Name: "Retry storm", Text: "Retries add so much load that more attempts fail, which makes still more retries.",
			Also: []string{"amplification", "cascading failure", "overload"}, Picture: Picture{Draw: Load, Query: storm, Fleet: "immediate", Mark: MarkTime, Caption: "The load stays high when the cause is over"}},
		{Key: "metastable", Name: "Metastable failure", Text: "An overload that feeds itself, and so stays after whatever set it off is gone.",
			Also: []string{"stuck overload", "sustaining effect"}, Figures: []string{"late_offered", "late_goodput", "late_attempts"}, Picture: Picture{Draw: Open, Query: storm, Fleet: "immediate", Mark: MarkTime, Caption: "Requests under way stay many after the brownout"}},
		{Key: "trigger", Name: "Trigger", Text: "What pushes a service over, such as a brownout or a spike; when it is gone, the overload that it set off may stay.",
			Also: []string{"cause", "perturbation"}, Picture: Picture{Draw: Queued, Query: storm, Fleet: "immediate", Mark: MarkTime, Caption: "Shaded: the trigger, and what it leaves behind"}},
		// A service between the two thresholds is vulnerable, and the lower one is its hidden
		// capacity, with Bronson et al., "Metastable Failures in Distributed Systems", HotOS 2021.
		{Key: "tipping-point", Name: "Tipping point", Text: "The load, the service time or the length of a trigger from which half of the runs or more do not come back when the trigger is gone.",
			Also: []string{"tips", "threshold", "where it tips"}, Picture: Picture{Draw: Open, Query: storm, Fleet: "immediate", Against: calm, Mark: MarkTime, Caption: "Above it; behind it the same trigger at less load"}},
		{Key: "hysteresis", Name: "Hysteresis", Text: "Over a range of loads a service stays as it is: well where it was well, collapsed where it was collapsed; it recovers only below that range.",
			Also: []string{"loop", "stays as it is", "vulnerable", "hidden capacity", "recovers below", "bistable"}, Picture: Picture{Draw: Open, Query: storm, Fleet: "immediate", Against: untroubled, Mark: MarkTime, Caption: "The same load twice: after a trigger, and behind it without one"}},
		{Key: "outage", Name: "Outage", Text: "A time in which the service serves nobody: it refuses every attempt with a 503, or never answers.",
			Also: []string{"downtime", "incident", "hang"}, Fields: []string{"outage", "outage-from", "outage-to"}, Picture: Picture{Draw: Answers, Query: outage, Fleet: "full", Mark: MarkTime, Caption: "While it lasts nothing is served"}},
		{Key: "brownout", Name: "Brownout", Text: "A time in which the service works at a part of its speed.",
			Also: []string{"slow down", "degradation"}, Fields: []string{"brownout", "brownout-from", "brownout-to"}, Picture: Picture{Draw: Queued, Query: "clients=60&population=open&offered=20&duration=25s&limiter=none&servers=3&service=100ms&queue=100&brownout=0.3&brownout-from=5s&brownout-to=12s&attempts=3&bin=250ms&strategies=full", Fleet: "full", Mark: MarkTime, Caption: "Attempts that wait, until it is over"}},
		{Key: "spike", Name: "Spike", Text: "A time in which a multiple of the usual requests begin.",
			Also: []string{"flash crowd", "traffic surge"}, Fields: []string{"spike", "spike-from", "spike-to"}, Picture: Picture{Draw: Load, Query: "clients=100&population=open&offered=10&duration=20s&rate=20&burst=10&spike=4&spike-from=5s&spike-to=9s&strategies=full&bin=250ms", Fleet: "full", Mark: MarkTime, Caption: "Four times as many begin for a while"}},
		{Key: "crash", Name: "Crash", Text: "Some clients stop and restart later; what they knew of their waits is kept or lost.",
			Also: []string{"restart", "deploy", "reboot"}, Fields: []string{"crash", "restart", "crash-share", "crash-state"}, Picture: Picture{Draw: Load, Query: "clients=100&spread=1s&rate=5&burst=5&crash=6s&restart=4s&crash-state=lost&base=500ms&cap=4s&attempts=50&bin=250ms&strategies=full", Fleet: "full", Mark: MarkTime, Caption: "Quiet while they are down, then all at once"}},
		{Key: "transient-failure", Name: "Transient failure", Text: "An attempt that fails by chance, so that a retry may well succeed.",
			Also: []string{"flaky", "error rate"}, Fields: []string{"fail", "fail-run", "fail-from", "fail-to"}, Picture: Picture{Draw: Clients, Query: "clients=5&limiter=none&fail=0.6&spread=1s&latency=50ms&base=500ms&attempts=8&strategies=full", Fleet: "full", Caption: "Pale marks failed by chance"}},
		{Key: "permanent-failure", Name: "Permanent failure", Text: "A request that no retry can help, such as one with a wrong password.",
			Also: []string{"400", "non-retryable", "client error"}, Fields: []string{"permanent"}, Picture: Picture{Draw: Clients, Query: "clients=5&limiter=none&permanent=0.5&spread=2s&latency=50ms&attempts=8&strategies=full", Fleet: "full", Caption: "One pale mark, and no retry"}},
		{Key: "recovery", Name: "Recovery", Text: "How long after the end of an outage, or of another disturbance, until no more requests are open than before.",
			Also: []string{"time to recover"}, Figures: []string{"recovery_ms"}, Picture: Picture{Draw: Open, Query: outage, Fleet: "full", Mark: MarkTime, Caption: "From the end of the shaded time until the curve is down"}},
	}
}
