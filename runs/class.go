package runs

// Class is a kind of run: how many attempts it may make, whose turn it takes, and
// whether what there is by then is shown when it needs more attempts.
type Class struct {
	Name     string
	Attempts int64
	Slots    *Turns
	Partial  bool
}
