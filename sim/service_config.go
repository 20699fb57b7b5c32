package sim

import (
	"backofflab/scenario"
	"backofflab/sim/service"
)

// ServiceOf says what the service of a scenario is like, for a run or behind a wall clock. It
// schedules its events; who runs it by recursion sets that.
func ServiceOf(r *scenario.Resolved) service.Config {
	c := service.Config{
		Limiter: r.Limiter, Limits: r.LimiterParams, Hint: hintOf(r), HintJitter: r.RetryAfterJitter,
		Faults: service.FaultConfig{Permanent: r.Permanent, Transient: r.Fail, TransientFrom: r.FailFrom, TransientTo: r.FailTo, TransientRun: r.FailRun},
		Works:  r.Working, Work: r.Work, Slope: r.Slope,
		Servers: r.Servers, Queue: r.Queue, LastIn: r.Discipline == scenario.LIFO, QueueTimeout: r.QueueTimeout,
		Notices: r.Abandoned == scenario.AbandonedNoticed, End: r.End,
	}
	if r.RejectionsCost() {
		c.RefusalCost = r.RefusalCost
	}
	if r.Outage != scenario.OutageNone {
		c.Faults.Outage = service.Outage{From: r.OutageFrom, To: r.OutageTo, Hang: r.Outage == scenario.OutageHang}
	}
	if r.Brownout < 1 {
		c.Brownout = service.Brownout{Speed: r.Brownout, From: r.BrownoutFrom, To: r.BrownoutTo}
	}
	return c
}

func hintOf(r *scenario.Resolved) service.Hint {
	switch r.RetryAfter {
	case scenario.AfterExact:
		return service.Exact{}
	case scenario.AfterSeconds:
		return service.Seconds{}
	case scenario.AfterWindow:
		return service.Window{Length: r.Window}
	case scenario.AfterConstant:
		return service.Constant{Wait: r.RetryAfterTime}
	}
	return nil
}
