// Package observed has the delays that somebody saw clients wait.
package observed

import "time"

// Delay is what a client waited before one retry.
type Delay struct {
	Line     int           // of the text, from 1, where it was read
	Retry    int           // k >= 1: the wait before retry k, between attempts k and k+1
	Delay    time.Duration // >= 0
	Censored bool          // it was at least that long: the client had not retried yet
}

// Client is one request of a client: its delays in the order of its retries.
type Client struct {
	Name   string // as the text calls it, "" where it has one alone
	Delays []Delay
}

// Log is what was read.
type Log struct {
	Format  Format        // of the text: lines, CSV, JSON, times
	Step    time.Duration // resolution of the values: 1s of whole seconds, 1ms of milliseconds; what is smaller was cut or rounded off
	Times   bool          // delays are differences of two times: both are rounded, and what an attempt took is in them
	Clients []Client
	Notes   []Note // what was assumed, left out or looks wrong, by line
}

// Note is one thing to know of a text.
type Note struct {
	Line int // from 1; 0: of the text as a whole
	Text string
}

// Format is how a text has its delays.
type Format uint8
