// Package scenario says what is simulated: one [Scenario] has every field of a run, and a
// query string is its form in links, JSON and forms.
//
// [Fields] is the one table behind all of these: name, label, help, range, the steps of a
// slider, and when a field matters. [ParseQuery] reads the grammar of docs/links.md and
// reports everything that is wrong at once, by field, value and limit;
// [Scenario.Query] writes the one canonical form, in which only what differs from
// [Default] stands. [Resolve] looks up every key before a run begins: limiters,
// distributions, guards and strategies become values.
//
// What is left out on purpose: nothing is simulated here, and what people say about a
// scenario, a title or a note, is in package link. A default never changes, for old links
// must keep their meaning.
//
// Times are [time.Duration], virtual and since the start of the run; rates are per second;
// shares lie between 0 and 1. Where 0 has a meaning of its own (no deadline, any number of
// servers), the range of the field says so.
//
// Everything here is a function of its arguments and safe for simultaneous use. A
// Scenario and a Resolved are values, but share their slices when they are copied: nobody
// changes those.
package scenario
