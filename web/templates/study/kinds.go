package study

import "strings"

// kind is one of the pages that stand in the frame, and lead to each other.
type kind struct{ path, name string }

var kinds = []kind{{"/sweep", "Sweep"}, {"/find", "Find a policy"}, {"/tip", "Tipping point"}, {"/seeds", "Worst seed"}}

// studied is the address at which another study of the scenario is asked for.
func (s Scenario) studied(path string) string { return path + strings.TrimPrefix(s.Lab, "/") }
