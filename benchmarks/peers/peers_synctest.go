package main

import (
	"os/exec"
	"strconv"
)

// synctestCommand measures a goroutine a client under testing/synctest. That runs
// in tests alone, so a test does it: TestSynctest.
func synctestCommand(clients int) *exec.Cmd {
	return exec.Command("go", "test", "-count=1", "-v", "-run", "^TestSynctest$", ".", "-clients", strconv.Itoa(clients))
}
