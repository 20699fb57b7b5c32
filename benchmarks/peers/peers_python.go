package main

import (
	"os/exec"
	"strconv"
)

// heapqCommand measures a plain loop over Python's heapq. Script and model are ours.
func heapqCommand(python string) func(clients int) *exec.Cmd {
	return func(clients int) *exec.Cmd {
		return exec.Command(python, "-B", "heapq_loop.py", strconv.Itoa(clients))
	}
}

// simpyCommand measures SimPy, with a process a client.
func simpyCommand(python string) func(clients int) *exec.Cmd {
	return func(clients int) *exec.Cmd {
		return exec.Command(python, "-B", "simpy_loop.py", strconv.Itoa(clients))
	}
}

// ask returns what a line of Python prints, and whether it could be run.
func ask(python, line string) (string, bool) {
	return printed(python, "-c", line)
}

const (
	pythonVersion = "import platform; print(platform.python_version())"
	simpyVersion  = "import simpy; print(simpy.__version__)"
)
