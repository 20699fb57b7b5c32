package chart

import (
	"time"
)

// Schedule is the backoff delay before each retry, under each strategy. It follows from
// the scenario alone.
type Schedule struct {
	Query      string // canonical query of the link, without the question mark
	Title      string // what stands out, or neutral
	Note       string // delays that many clients have in common; "" where there are none
	Retries    int    // how many are drawn
	Clients    int    // number of clients whose delays were drawn
	Deadline   bool   // the policy has one
	RetryAfter bool   // Retry-After may replace these delays
	Panels     []SchedulePanel
}

// SchedulePanel is one strategy's delays.
type SchedulePanel struct {
	Strategy Strategy
	Caption  Caption
	Cap      time.Duration // that the strategy reaches sooner or later; 0: none
	OwnCap   bool          // a library's
	CutAt    int           // the first retry that most clients are too late for, or at least some; 0: none
	Cut      string        // their share, "83 %"
	Retries  []Delay       // those that any client makes, and that are drawn
	Later    []Delay       // some of those after them, for the table
	InAll    InAll
}

// InAll are the sums of all delays of a client, up to the last retry that any makes.
type InAll struct {
	Retries        int
	Mean, Min, Max time.Duration
}

// Delay are the delays before one retry.
type Delay struct {
	Retry                     int
	Min, P5, Median, P95, Max time.Duration
	Mode                      time.Duration // what Share of the clients wait exactly
	Share                     float64       // 0: no two wait alike
	Total                     time.Duration // the median of all delays up to this one
}
