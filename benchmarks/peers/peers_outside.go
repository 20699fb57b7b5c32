package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// tools are the commands that run and build what is not written in Go.
type tools struct{ python, cxx, node string }

// priorityQueue builds a plain loop over std::priority_queue into a directory, and returns what
// measures it. Source and model are ours.
func priorityQueue(cxx, directory string) (func(clients int) *exec.Cmd, error) {
	program := filepath.Join(directory, "priority_queue_loop")
	build := exec.Command(cxx, "-O3", "-march=native", "-std=c++17", "-o", program, "priority_queue_loop.c++")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w", strings.Join(build.Args, " "), err)
	}
	return func(clients int) *exec.Cmd { return exec.Command(program, strconv.Itoa(clients)) }, nil
}

// nodeCommand measures a plain loop over a binary heap in typed arrays. Script and model are ours.
func nodeCommand(node string) func(clients int) *exec.Cmd {
	return func(clients int) *exec.Cmd {
		return exec.Command(node, "heap_loop.mjs", strconv.Itoa(clients))
	}
}

// printed returns what a command prints, and whether it could be run.
func printed(name string, args ...string) (string, bool) {
	out, err := exec.Command(name, args...).Output()
	return strings.TrimSpace(string(out)), err == nil
}

// What the versions of these are asked with.
const (
	cxxVersion  = "-dumpfullversion"
	nodeVersion = "--version"
)
