// Package api is the lab's door to the network: pages, JSON, pictures, the
// stream, and the limits and headers around them. It is the only room that knows
// Echo and gorilla.
//
// Handlers parse a scenario, run it, build a view model and hand that to a
// template; they hold no state. What is shared lives in four places, each with
// locks of its own: the pool (runs under way, one for all who ask for the same), its
// turns (how many of them run at once), the stores (pictures and preset cards that are
// kept) and the streams (sockets that are open).
//
// A [Server] is safe for simultaneous use.
package api
