//go:build !unix

package conformance

import "os/exec"

// inGroup leaves a command as it is: where there are no process groups, what it
// started may outlive it.
func inGroup(*exec.Cmd) {}

func endGroup(*exec.Cmd) error { return nil }
