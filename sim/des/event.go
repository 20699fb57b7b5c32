package des

import "time"

// Event is something that happens at one moment of virtual time. With a field more
// the compiler would keep it in memory instead of in registers.
type Event struct {
	At      time.Duration // virtual time, 0 or later
	Client  uint32        // whom it happens to
	Attempt uint32        // which of its attempts
	Kind    uint8         // what happens, below 16; of several kinds at one moment the lowest comes first
}

// before is the total order of events.
func (e Event) before(f Event) bool {
	switch {
	case e.At != f.At:
		return e.At < f.At
	case e.Kind != f.Kind:
		return e.Kind < f.Kind
	case e.Client != f.Client:
		return e.Client < f.Client
	}
	return e.Attempt < f.Attempt
}
