package find

import "backofflab/experiment/sweep"

// Varied are the fields of the policy that candidates differ in, strategies among them: what the
// search says, or what most people would try.
func (s Search) Varied() []sweep.Axis { return s.axes() }
