package ranking

// Fate is what became of a system.
type Fate int

// The fates. All but Left end the observation of a system.
const (
	Left      Fate = iota // it was never put out: it is the best, or cannot be told from it
	OverLimit             // its mean breaks a limit
	Lacking               // a run lacks the goal or a limited figure
	Failed                // it cannot be run
	Raced                 // a t test says that it is worse than another
	Outrun                // Kim and Nelson's procedure says so
)

var fates = [...]string{"left", "over a limit", "lacking a figure", "failed", "out by the race", "out by Kim-Nelson"}

// String is the fate in words.
func (f Fate) String() string { return fates[f] }

// Compared says whether the system was in the comparison to the end, or lost it.
func (f Fate) Compared() bool { return f == Left || f == Raced || f == Outrun }

// Ending is how a selection ended.
type Ending int

// The endings. All but Spent keep the promise.
const (
	Chosen Ending = iota // one is left
	Tied                 // several are, with the same sums: any is as good
	Nobody               // none is: all break limits, lack figures or failed
	Spent                // the budget was spent before: the best so far is told, without a promise
)

var endings = [...]string{"chosen", "tied", "nobody left", "budget spent"}

// String is the ending in words.
func (e Ending) String() string { return endings[e] }
