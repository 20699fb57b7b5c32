// Package observed reads delays that were observed: what somebody pastes to know by which
// strategy a client waits. It takes them apart and judges nothing.
package observed
