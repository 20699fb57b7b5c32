package scenario

import "time"

func clientFields() []Field {
	return []Field{
		wholeField(text{"clients", "Clients", groupClients, "How many clients there are. Each wants one request served, unless the population says otherwise."},
			"clients", 1, 1_000_000, func(s *Scenario) *int { return &s.Clients },
			"1", "2", "5", "10", "20", "30", "50", "75", "100", "150", "200", "300", "400", "500", "750", "1000", "1500", "2000", "3000", "5000", "7500", "10000", "20000", "50000", "100000", "200000", "500000", "1000000"),
		wordField(text{"population", "Population", groupClients, "Once: each client has one request. Open: requests keep beginning at the offered rate, whatever becomes of them. Closed: each client begins its next request after it has thought about the last. Periodic: each client begins one every so often on the dot, as cron does, whatever becomes of those before."},
			populations, func(s *Scenario) *Population { return &s.Population }),
		durationField(text{"spread", "Clients start within", groupClients, "Clients start at random times within this span. With none all start at the same moment."},
			0, time.Hour, "", func(s *Scenario) *time.Duration { return &s.Spread },
			"0s", "50ms", "100ms", "200ms", "500ms", "1s", "2s", "5s", "10s", "20s", "30s", "1m").zero("none").needs("population", PopulationOnce.String(), PopulationClosed.String(), PopulationPeriodic.String()),
		durationField(text{"start", "Clients start from", groupClients, "How long after the beginning of the run the first clients start. It is for a part of a mix, as in fixed(start=30s)@50/full@50."},
			0, Day, "", func(s *Scenario) *time.Duration { return &s.Start }, timeSteps...),
		decimalField(text{"offered", "Offered rate", groupClients, "Requests per second that begin, all clients together, as a Poisson process. A part of a mix may have its own, as in full(offered=5)@50/fixed@50."},
			"requests/s", 0.001, 1_000_000, 3, func(s *Scenario) *float64 { return &s.Offered },
			"1", "2", "5", "10", "15", "20", "30", "40", "50", "75", "100", "150", "200", "300", "500", "750", "1000").rate(time.Second, 3, "requests a second").
			exact(0.001, 1_000_000, func(s *Scenario) *float64 { return &s.Offered }).needs("population", PopulationOpen.String()),
		durationField(text{"duration", "Duration", groupClients, "Requests begin before this; then the run drains."},
			time.Millisecond, Day, "", func(s *Scenario) *time.Duration { return &s.Duration },
			timeSteps[1:]...).needs("population", PopulationOpen.String(), PopulationClosed.String(), PopulationPeriodic.String()),
		durationField(text{"every", "Every", groupClients, "The time from the beginning of a client's request to that of its next."},
			time.Millisecond, Day, "", func(s *Scenario) *time.Duration { return &s.Every },
			"1s", "5s", "10s", "30s", "1m", "5m", "10m", "15m", "1h").needs("population", PopulationPeriodic.String()),
		decimalField(text{"ramp", "Ramp", groupClients, "The offered rate at the end of the duration, as a multiple of the rate at its start; in between it changes evenly."},
			"times", 0, 100, 3, func(s *Scenario) *float64 { return &s.Ramp },
			"0", "0.25", "0.5", "0.75", "1", "1.5", "2", "3", "5").needs("population", PopulationOpen.String()),
		decimalField(text{"spike", "Spike", groupClients, "What the offered rate is multiplied by while the spike lasts."},
			"times", 0, 100, 3, func(s *Scenario) *float64 { return &s.Spike },
			"0", "0.5", "1", "1.5", "2", "3", "5", "10").needs("population", PopulationOpen.String()),
		durationField(text{"spike-from", "Spike begins", groupClients, "When the spike begins."},
			0, Day, "", func(s *Scenario) *time.Duration { return &s.SpikeFrom }, timeSteps...).needs("population", PopulationOpen.String()),
		durationField(text{"spike-to", "Spike ends", groupClients, "When the spike ends."},
			0, Day, "", func(s *Scenario) *time.Duration { return &s.SpikeTo }, timeSteps...).above("spike-from").needs("population", PopulationOpen.String()),
		durationField(text{"think", "Think time", groupClients, "Mean time from the end of a request to the client's next."},
			0, Day, "", func(s *Scenario) *time.Duration { return &s.Think }, shortSteps...).zero("none").needs("population", PopulationClosed.String()),
		choiceField(text{"think-dist", "Think time, shape", groupClients, "How think times are distributed."},
			[]string{"constant", "exponential"}, func(s *Scenario) *string { return &s.ThinkDist }).needs("population", PopulationClosed.String()),
		wholeField(text{"process", "Clients per process", groupClients, "How many clients share one process, and with it a budget, a breaker, a throttle."},
			"clients", 1, 1_000_000, func(s *Scenario) *int { return &s.Process },
			"1", "2", "5", "10", "20", "50", "100", "200", "500", "1000"),
	}
}

func crashFields() []Field {
	return []Field{
		durationField(text{"crash", "Crash", groupCrash, "When clients crash. They send nothing and hear nothing until they restart."},
			time.Millisecond, Day, "never", func(s *Scenario) *time.Duration { return &s.Crash }, timeSteps...),
		durationField(text{"restart", "Down for", groupCrash, "How long after the crash they restart."},
			time.Millisecond, Day, "", func(s *Scenario) *time.Duration { return &s.Restart }, timeSteps[1:]...),
		decimalField(text{"crash-share", "Share that crashes", groupCrash, "Share of the clients that crash."},
			"share", 0, 1, 6, func(s *Scenario) *float64 { return &s.CrashShare }, shareSteps...).zero("none"),
		wordField(text{"crash-state", "Backoff state", groupCrash, "Kept: after the restart a client goes on where it was. Lost: it starts its request over, with attempt 1."},
			crashStates, func(s *Scenario) *CrashState { return &s.CrashState }),
	}
}

func networkFields() []Field {
	return []Field{
		choiceField(text{"network", "Latency, shape", groupNetwork, "How latencies are distributed. Normal is the AWS simulator's: the absolute value of a normal draw."},
			[]string{"constant", "exponential", "normal"}, func(s *Scenario) *string { return &s.Network }),
		durationField(text{"latency", "Network latency", groupNetwork, "How long a request, or its answer, travels: one way, on average."},
			0, time.Minute, "", func(s *Scenario) *time.Duration { return &s.Latency },
			"0s", "1ms", "2ms", "5ms", "10ms", "20ms", "50ms", "100ms", "200ms", "500ms", "1s").in("ms", time.Millisecond).zero("none"),
		durationField(text{"latency-sd", "Latency, deviation", groupNetwork, "Standard deviation of a normal latency."},
			0, time.Minute, "", func(s *Scenario) *time.Duration { return &s.LatencySD }, shortSteps...).in("ms", time.Millisecond).zero("none").needs("network", "normal"),
	}
}
