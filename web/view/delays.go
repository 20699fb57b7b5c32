package view

import (
	"backofflab/internal/share"
	"backofflab/scenario"
	"backofflab/scenario/schedule"
)

// delays are the schedules of policies that were looked at last. Each stands on the page and at
// the end of the stream of every run, whose seeds have no part in it. They have some 4 MB at
// most, a retry some 150 bytes.
var delays = share.NewCache(share.Bounds{Count: 256, Weight: 32 << 10, Each: 4 << 10}, retriesOf)

// retriesOf is how many retries schedules have.
func retriesOf(all []schedule.Schedule) int {
	n := 0
	for _, s := range all {
		n += len(s.Retries)
		if s.Other != nil {
			n += len(s.Other.Retries)
		}
	}
	return n
}

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
