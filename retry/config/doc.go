// Package config reads a retry policy where the lab writes one: a link, its query, or the
// JSON of "Use these settings". What was simulated is what runs:
//
//	settings, err := config.Parse(os.Getenv("SHOP_RETRY")) // https://…/?strategies=full&base=200ms&budget=ratio
//	shop := settings.Client("shop")
//
// The other way, [FromPolicy] writes the link of a policy that is there in Go.
//
// Names, ranges and errors are those of the lab's links, docs/links.md. What a link says
// beside a policy, of the service and the run, is left out, and [Settings.Lost] names it. A
// Settings is a plain value, safe for simultaneous use; every Client that it makes has guards
// of its own.
package config
