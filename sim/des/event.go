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
