package observed

import (
	"slices"
	"strconv"
	"time"

	"backofflab/internal/format"
)

// draft is a client whose delays may still be without their unit.
type draft struct {
	name  string
	items []item
}

type item struct {
	line, retry int
	measure
}

// reader reads one text.
type reader struct {
	lines []string
	bare  time.Duration // unit of bare numbers; 0: as the text suggests
	notes *notes
	count int  // of delays so far
	full  bool // and there were more than are kept
}

// room reports whether one more delay is kept, and counts it.
func (r *reader) room(line int) bool {
	if r.count < MaxDelays {
		r.count++
		return true
	}
	if !r.full {
		r.full = true
		r.notes.add(line, "The first %s delays are read. From here on the text has more, and they are left out.", format.Count(MaxDelays))
	}
	return false
}

// settle gives bare numbers their unit, and makes clients of drafts.
func (r *reader) settle(drafts []draft) ([]Client, time.Duration) {
	unit := r.unitOf(drafts)
	var grain grain
	var clients []Client
	for _, d := range drafts {
		c := Client{Name: d.name}
		for _, i := range d.items {
			delay, ok := i.duration(unit)
			if !ok {
				r.notes.add(i.line, "A delay of more than a hundred years is left out.")
				continue
			}
			own := i.unit
			if own == 0 {
				own = unit
			}
			grain.add(delay, own, i.decimals)
			c.Delays = append(c.Delays, Delay{Line: i.line, Retry: i.retry, Delay: delay, Censored: i.censored})
		}
		if len(c.Delays) > 0 {
			clients = append(clients, c)
		}
	}
	r.tellBounds(clients)
	return named(clients), grain.step()
}

// named gives a client without a name a number where there are several.
func named(clients []Client) []Client {
	if len(clients) < 2 {
		return clients
	}
	for i := range clients {
		if clients[i].Name == "" {
			clients[i].Name = "request " + strconv.Itoa(i+1)
		}
	}
	return clients
}

// tellBounds says how many delays are lower bounds.
func (r *reader) tellBounds(clients []Client) {
	n, first := 0, 0
	for _, c := range clients {
		for _, d := range c.Delays {
			if d.Censored {
				if n++; n == 1 {
					first = d.Line
				}
			}
		}
	}
	if n > 0 {
		r.notes.add(first, "%s %s at least so long: the client had not retried yet.", format.Plural(n, "delay"), format.Verb(n, "was", "were"))
	}
}

// unitOf is the unit of bare numbers: what was asked for, else nanoseconds where most of them are
// a million or more, milliseconds where they are 100 or more, else seconds.
func (r *reader) unitOf(drafts []draft) time.Duration {
	var bare []float64
	first := 0
	for _, d := range drafts {
		for _, i := range d.items {
			if i.unit != 0 {
				continue
			}
			if len(bare) == 0 {
				first = i.line
			}
			bare = append(bare, i.amount)
		}
	}
	switch {
	case len(bare) == 0:
		return time.Second
	case r.bare != 0:
		return r.bare
	}
	slices.Sort(bare)
	switch median := bare[len(bare)/2]; {
	case median >= 1e6:
		r.notes.add(first, "Numbers without a unit are read as nanoseconds, since most of them are a million or more: so Go writes durations. Choose a unit if that is wrong.")
		return time.Nanosecond
	case median >= 100:
		r.notes.add(first, "Numbers without a unit are read as milliseconds, since most of them are 100 or more. Choose seconds if that is wrong.")
		return time.Millisecond
	}
	r.notes.add(first, "Numbers without a unit are read as seconds.")
	return time.Second
}

// grain finds the resolution of values: the decimals that are written decide. Decimals that are
// zeros throughout, all of them or by groups of three, are not counted: programs write the whole
// seconds that they know as 2.0 or 2.000000.
type grain struct {
	unit   time.Duration // the smallest that is written
	fine   time.Duration // the smallest resolution that is written
	common time.Duration // the greatest common divisor of the values
}

// add takes a value that was written in units with so many decimals.
func (g *grain) add(value, unit time.Duration, decimals int) {
	fine := unit
	for range min(decimals, 15) {
		fine /= 10
	}
	fine = max(1, fine)
	if g.unit == 0 {
		g.unit, g.fine = unit, fine
	}
	g.unit, g.fine = min(g.unit, unit), min(g.fine, fine)
	for value != 0 {
		g.common, value = value, g.common%value
	}
}

// step is the resolution, at least 1 ns.
func (g *grain) step() time.Duration {
	for coarse := g.unit; coarse > max(1, g.fine); coarse /= 1000 {
		if g.common%coarse == 0 {
			return coarse
		}
	}
	return max(1, g.fine)
}
