// Package calculator says of one retry policy what its delays are: for each retry the bounds,
// mean, percentiles and density, what a client has waited by then, the chance that it is still
// waiting after some time, how many retries a day makes, and the formula with the policy's
// numbers put in.
//
// A strategy whose delay follows from the number of the retry and one draw u is computed and not
// sampled: its Delay is the quantile function of the delay. Sums of delays have no such form, and
// neither have strategies that remember the delay before (decorrelated jitter, some libraries):
// their percentiles are those of [schedule.Clients] drawn clients, who draw the same in every
// policy. Means of sums and bounds are sums of means and of bounds wherever nothing is remembered.
//
// Every attempt is taken to fail, and to take no time. Left out are Retry-After, budgets,
// breakers and timeouts. A deadline counts: no retry starts later.
//
// Everything is a pure function of its arguments and safe for simultaneous use.
package calculator
