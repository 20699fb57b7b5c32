//go:build unix

package conformance

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What a command leaves running ends with its case: a suite of many cases would fill a machine.
func TestNothingOutlivesItsCase(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "pid")
	c, _ := Find("no-hint")
	_, err := Run(context.Background(), Command{Path: "/bin/sh", Args: []string{"-c", "sleep 600 2>/dev/null & echo $! >" + file}}, Options{Cases: []Case{c}})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(10 * time.Second); runs(pid); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			_ = syscall.Kill(pid, syscall.SIGKILL)
			t.Fatal("what the command started still runs")
		}
	}
}

// runs reports whether there is a process that has not ended: one that nobody has waited for is
// there, but has.
func runs(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err != nil || !strings.Contains(string(stat), ") Z ")
}
