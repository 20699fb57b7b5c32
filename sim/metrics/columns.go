package metrics

import "slices"

// Columns are counts per bin, one column a quantity, all of the same length.
// Bin i covers the virtual time [i*width, (i+1)*width). They are read only.
type Columns struct {
	Attempts  []int // attempts that reached the service
	Accepted  []int // of these: served
	Rejected  []int // of these: turned away by the limiter
	Failed    []int // of these: met a fault, transient or permanent
	Completed []int // requests whose client learned of its success
	InFlight  []int // attempts sent and not yet answered, at the end of the bin
	Queued    []int // requests that wait in the service's queue, at the end of the bin
	Begun     []int // requests whose first attempt was sent: the offered load
	Open      []int // requests begun and not yet ended, at the end of the bin
	TimedOut  []int // attempts whose caller stopped waiting
}

// quantities is how many columns there are.
const quantities = 10

// columnsIn returns columns of n bins in one piece of memory, quantities*n long.
func columnsIn(cells []int, n int) Columns {
	column := func() []int {
		c := cells[:n:n]
		cells = cells[n:]
		return c
	}
	return Columns{
		Attempts: column(), Accepted: column(), Rejected: column(), Failed: column(), Completed: column(),
		InFlight: column(), Queued: column(), Begun: column(), Open: column(), TimedOut: column(),
	}
}

// Clone returns the same in memory of its own.
func (c Columns) Clone() Columns {
	for _, column := range c.all() {
		*column = slices.Clone(*column)
	}
	return c
}

// Part returns the bins [from, to), in the same memory.
func (c Columns) Part(from, to int) Columns {
	for _, column := range c.all() {
		*column = (*column)[from:to]
	}
	return c
}

// all are the columns.
func (c *Columns) all() []*[]int {
	return []*[]int{
		&c.Attempts, &c.Accepted, &c.Rejected, &c.Failed, &c.Completed,
		&c.InFlight, &c.Queued, &c.Begun, &c.Open, &c.TimedOut,
	}
}

// set writes bin i. What there is at its end is given apart.
func (c *Columns) set(i int, b bin, end levels) {
	c.Attempts[i] = b.kinds[Accepted] + b.kinds[Rejected] + b.kinds[Failed]
	c.Accepted[i] = b.kinds[Accepted]
	c.Rejected[i] = b.kinds[Rejected]
	c.Failed[i] = b.kinds[Failed]
	c.Completed[i] = b.completed
	c.InFlight[i] = end.inFlight
	c.Queued[i] = end.queued
	c.Begun[i] = b.begun
	c.Open[i] = end.open
	c.TimedOut[i] = b.timedOut
}
