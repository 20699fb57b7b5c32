package view

import (
	"backofflab/internal/share"
	"backofflab/scenario"
	"backofflab/scenario/schedule"
)

// delays are the schedules of policies that were looked at last. Each stands on the page and at
// the end of the stream of every run, whose seeds have no part in it. An entry has a few KB.
var delays = share.NewCache(share.Bounds{Count: 256}, func([]schedule.Schedule) int { return 0 })

// delaysOf is schedule.Of, kept.
func delaysOf(s scenario.Scenario) []schedule.Schedule {
	s.Seed, s.Runs = scenario.Default().Seed, 1
	key := s.Query()
	all, kept := delays.Get(key)
	if !kept {
		all = schedule.Of(s)
		delays.Put(key, all)
	}
	return all
}
