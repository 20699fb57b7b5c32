// Package api is the lab's door to the network: pages, JSON, pictures, the
// stream, and the limits and headers around them. It is the only room that knows
// Echo and gorilla.
//
// Handlers parse a scenario, run it, build a view model and hand that to a
// template; they hold no state. What is shared lives in three places, each with
// a lock of its own: flights (runs under way, shared by all who ask for the same),
// slots (how many of them run at once) and the hub (sockets that are open).
//
// A [Server] is safe for simultaneous use.
package api
