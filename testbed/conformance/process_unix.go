//go:build unix

package conformance

import (
	"os/exec"
	"syscall"
)

// inGroup makes the end of a command the end of all that it started.
func inGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return endGroup(cmd) }
}

// endGroup ends a command with all that it started, and what it left behind when it ended by
// itself.
func endGroup(cmd *exec.Cmd) error {
	if cmd.Process == nil {
		return nil // it was never started
	}
	return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
}
