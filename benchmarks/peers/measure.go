package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// measurement is one run of a job.
type measurement struct {
	attempts int
	cpu      time.Duration
}

// measureInside runs W(clients) in this process.
func measureInside(run func(*job) (attempts int), clients int) measurement {
	j := newJob(clients)
	runtime.GC() // what the run before has left is not this one's to clean up
	before := cpuTime()
	n := run(j)
	return measurement{n, cpuTime() - before}
}

// measureOutside runs it in another process, which measures itself and prints a
// line "measured ATTEMPTS NANOSECONDS".
func measureOutside(c *exec.Cmd) (measurement, error) {
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		return measurement{}, fmt.Errorf("%s: %w", strings.Join(c.Args, " "), err)
	}
	for line := range strings.Lines(string(out)) {
		var m measurement
		if n, _ := fmt.Sscanf(line, "measured %d %d", &m.attempts, &m.cpu); n == 2 {
			return m, nil
		}
	}
	return measurement{}, fmt.Errorf("%s measured nothing", strings.Join(c.Args, " "))
}

// cpuTime returns what this process has used, in user and system mode, the garbage
// collector's threads included.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // it fails for bad arguments only
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
