package conformance

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

// Told reads what a command is asked to do from its environment, for commands that are
// written in Go. Without BACKOFFLAB_URL, or with a number that is none, it is an error.
func Told() (url string, c Call, err error) {
	if url = os.Getenv("BACKOFFLAB_URL"); url == "" {
		return "", Call{}, fmt.Errorf("BACKOFFLAB_URL is not set: this command is for backofflab check")
	}
	c = Call{Method: os.Getenv("BACKOFFLAB_METHOD"), Key: os.Getenv("BACKOFFLAB_IDEMPOTENCY_KEY"), Stream: os.Getenv("BACKOFFLAB_STREAM") == "1"}
	for name, to := range map[string]*int{"BODY": &c.Body, "CALLS": &c.Calls, "CONNECTIONS": &c.Connections} {
		name = "BACKOFFLAB_" + name
		if text := os.Getenv(name); text != "" {
			if *to, err = strconv.Atoi(text); err != nil {
				return "", Call{}, fmt.Errorf("%s=%s is no number", name, text)
			}
		}
	}
	if text := os.Getenv("BACKOFFLAB_DEADLINE"); text != "" {
		if c.Deadline, err = time.ParseDuration(text); err != nil {
			return "", Call{}, fmt.Errorf("BACKOFFLAB_DEADLINE=%s: %w", text, err)
		}
	}
	return url, c, nil
}
