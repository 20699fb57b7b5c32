// Command pack compresses the static files of the pages before a server is built, so that
// none compresses them when it starts.
//
// Usage:
//
//	go run ./web/pack [directory]
//
// The directory is web/packed if nothing is said.
package main

import (
	"fmt"
	"os"

	"backofflab/web"
)

func main() {
	directory := "web/packed"
	if len(os.Args) > 1 {
		directory = os.Args[1]
	}
	if err := web.Pack(directory); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}
