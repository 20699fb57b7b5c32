package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	kept     = "before.json" // figures of the version that later ones are compared with
	document = "../../docs/load.md"
	picture  = "../../docs/images/load-forecast.svg"
)

func main() {
	log.SetFlags(log.Ltime)
	var names []string
	for _, r := range rows {
		names = append(names, r.key)
	}
	programs := flag.String("server", "", "comma list of `programs` that serve the lab, older ones first; each row is measured with each of them (default this checkout, built)")
	only := flag.String("only", "", "comma list of `rows` to measure, and the document stays as it is: "+strings.Join(names, ", "))
	scale := flag.Float64("scale", 1, "how many viewers there are, as a `share` of those that are asked for; below 1 the document stays as it is")
	keep := flag.Bool("keep-before", false, "keep the figures of the first program as those of before, in "+kept)
	soak := flag.Duration("soak", 0, "put mixed load with faults on the server for this `time`, and measure nothing else")
	guest := flag.String("visit", "", "be some viewers of the server at this `address` of 127.0.0.1 and nothing else; the soak stops such a process, and lets it go on")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if *guest != "" {
		if err := visit(ctx, *guest); err != nil {
			log.Fatal(err)
		}
		return
	}
	o := options{scale: *scale, only: split(*only), keep: *keep, soak: *soak}
	if err := run(ctx, split(*programs), o); err != nil {
		log.Fatal(err)
	}
}

func split(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

type options struct {
	scale float64
	only  []string
	keep  bool
	soak  time.Duration
}

func run(ctx context.Context, programs []string, o options) error {
	if o.scale <= 0 || o.scale > 1 {
		return fmt.Errorf("-scale is %g; it must be above 0 and at most 1", o.scale)
	}
	for _, name := range o.only {
		if !slices.ContainsFunc(rows, func(r row) bool { return r.key == name }) {
			return fmt.Errorf("-only names %q, which is no row", name)
		}
	}
	if err := raiseFiles(); err != nil {
		return fmt.Errorf("raise the limit of descriptors: %w", err)
	}
	folder, err := os.MkdirTemp("", "load")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	ours := len(programs) == 0
	if ours {
		built := filepath.Join(folder, "backofflab-server")
		for _, step := range [][]string{{"run", "./web/pack"}, {"build", "-trimpath", "-o", built, "./cmd/server"}} { // as make build does
			build := exec.CommandContext(ctx, "go", step...)
			build.Dir, build.Stdout, build.Stderr = "../..", os.Stderr, os.Stderr
			if err := build.Run(); err != nil {
				return fmt.Errorf("build the server: %w", err)
			}
		}
		programs = []string{built}
	}
	if o.soak > 0 {
		return soakFor(ctx, programs[len(programs)-1], o.soak)
	}
	records, failed := measure(ctx, programs, o)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if ours && records[0].Revision == "" {
		records[0].Revision = checkedOut()
	}
	if o.keep {
		if err := records[0].keep(len(o.only) > 0); err != nil {
			return err
		}
	}
	if failed != nil || len(o.only) > 0 || o.scale < 1 {
		return failed
	}
	before := records[0]
	if len(records) == 1 {
		old, err := readRecord()
		if err != nil {
			return err
		}
		before = old
	}
	return writeDocument(before, records[len(records)-1])
}

// measure runs each row with each program, in turns.
func measure(ctx context.Context, programs []string, o options) ([]*record, error) {
	records := make([]*record, len(programs))
	for i := range records {
		records[i] = newRecord(programs[i])
	}
	// Older versions throw out whoever has not been pinged for so long; docs/protocol.md.
	patience := func(i int) time.Duration {
		if o.keep && i == 0 || i < len(programs)-1 {
			return 12 * time.Second
		}
		return 0
	}
	var failed error
	for _, r := range rows {
		if len(o.only) > 0 && !slices.Contains(o.only, r.key) {
			continue
		}
		for i, program := range programs {
			bounded, cancel := context.WithTimeout(ctx, r.limit)
			b := &bench{program: program, scale: o.scale, record: records[i], patience: patience(i)}
			err := r.measure(bounded, b)
			cancel()
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if err != nil {
				// The other rows are worth something without it.
				failed = errors.Join(failed, fmt.Errorf("%s: %w", r.key, err))
				log.Printf("%s: %v", r.key, err)
			}
			for _, f := range b.figures {
				fmt.Printf("%-14s %-58s asked %-18s seen %s\n", filepath.Base(program), f.Name, f.Asked, f.Seen)
			}
			records[i].add(b.figures)
		}
	}
	return records, failed
}

// row is a scenario of load. It takes limit at most.
type row struct {
	key     string
	limit   time.Duration
	measure func(context.Context, *bench) error
}

// bench is one measurement of a row.
type bench struct {
	program string
	scale   float64
	record  *record
	figures []figure

	patience time.Duration // after which the server throws out who waits; 0: never
}

// scaled is a number of viewers in the scale of this measurement.
func (b *bench) scaled(n int) int { return max(int(float64(n)*b.scale), 1) }

func (b *bench) say(name, asked, format string, values ...any) {
	b.figures = append(b.figures, figure{Name: name, Asked: asked, Seen: fmt.Sprintf(format, values...)})
}

// rows in the order of the document.
var rows = []row{
	{"neighbour", 5 * time.Minute, measureNeighbour},
	{"viewers", 2 * time.Minute, measureViewers},
	{"own", 90 * time.Second, measureOwn},
	{"rush", 2 * time.Minute, measureRush},
	{"stuck", 90 * time.Second, measureStuck},
	{"memory", 90 * time.Second, measureMemory},
	{"message", 90 * time.Second, measureMessage},
	{"slow", time.Minute, measureSlow},
	{"longest", 90 * time.Second, measureLongest},
	{"pages", 90 * time.Second, measurePages},
	{"views", 90 * time.Second, measureViews},
	{"drag", 90 * time.Second, measureDrag},
}
