// Command clients runs the suite of testbed/conformance over real clients, and writes
// docs/clients.md with its figures beside this file. It is a module of its own, so that
// the lab depends on none of them. It runs from its own folder:
//
//	go run .            the clients for Go
//	go run . -npm       those for JavaScript, which npm has installed in ./npm
//	go run . -client X  is client X: it makes the calls of its environment
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"runtime"
	"time"

	"backofflab/benchmarks/clients/drivers"
	"backofflab/testbed/compare"
	"backofflab/testbed/conformance"
)

const (
	figures  = "figures.json"
	document = "../../docs/clients.md"
)

// How many cases run at once: most of them wait, but node takes its time to start.
const (
	parallel     = 12
	parallelNode = 3
)

func main() {
	log.SetFlags(0)
	name := flag.String("client", "", "make the calls of the environment with the client of this `name`, and exit")
	npm := flag.Bool("npm", false, "run the clients in ./npm instead of those for Go")
	only := flag.String("only", "", "run the suite over the client of this `name` in the table alone")
	flag.Parse()
	if *name != "" {
		os.Exit(drive(*name))
	}
	if err := run(context.Background(), *npm, *only); err != nil {
		log.Fatal(err)
	}
}

// drive is a command of the suite.
func drive(name string) int {
	url, call, err := conformance.Told()
	if err != nil {
		log.Print(err)
		return 2
	}
	for _, d := range drivers.All() {
		if d.Key != name {
			continue
		}
		switch err := d.Do(drivers.Job{URL: url, Call: call}); {
		case errors.Is(err, drivers.ErrCannot):
			return conformance.Cannot
		case err != nil:
			log.Print(err)
			return 1
		}
		return 0
	}
	log.Printf("there is no client %q", name)
	return 2
}

// subject is a client to run the suite over.
type subject struct {
	compare.Client
	command conformance.Command
}

// run runs the suite over the clients of one language, or the one of that name, and keeps
// what is known of the others.
func run(ctx context.Context, npm bool, only string) error {
	subjects, language, atOnce := ofGo, "Go", parallel
	if npm {
		subjects, language, atOnce = ofNPM, "JavaScript", parallelNode
	}
	all, err := subjects()
	if err != nil {
		return err
	}
	whole, err := known()
	if err != nil {
		return err
	}
	if only == "" {
		whole.Drop(language)
	}
	for _, s := range all {
		if only != "" && s.Name != only {
			continue
		}
		began := time.Now()
		report, err := conformance.Run(ctx, s.command, conformance.Options{Parallel: atOnce})
		if err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
		whole.Add(s.Client, &report)
		log.Printf("%s %s: %s, in %.0f s", s.Name, s.Version, report.Summary(), time.Since(began).Seconds())
	}
	whole.Sort()
	whole.Made = time.Now().UTC().Format(time.DateOnly)
	whole.Platform = fmt.Sprintf("%s, %s/%s", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	whole.Cases = compare.Columns()
	return write(whole)
}

// known is what the file of figures has, or nothing.
func known() (*compare.Comparison, error) {
	file, err := os.Open(figures)
	if errors.Is(err, os.ErrNotExist) {
		return &compare.Comparison{}, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return compare.Read(file)
}

func write(c *compare.Comparison) error {
	for _, client := range c.Clients {
		if len(client.Results) != len(c.Cases) {
			return fmt.Errorf("%s was run over %d cases, the others over %d: run the suite over it again", client.Name, len(client.Results), len(c.Cases))
		}
	}
	numbers, err := os.Create(figures)
	if err != nil {
		return err
	}
	page, err := os.Create(document)
	if err != nil {
		return errors.Join(err, numbers.Close())
	}
	return errors.Join(c.WriteJSON(numbers), c.WriteMarkdown(page), numbers.Close(), page.Close())
}
