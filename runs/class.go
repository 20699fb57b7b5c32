package runs

// Class is a kind of run: its limit of attempts, the semaphore it waits for, and whether a
// run that exceeds the limit returns its partial result instead of an error.
type Class struct {
	Name     string
	Attempts int64
	Slots    *Turns
	Partial  bool
}
