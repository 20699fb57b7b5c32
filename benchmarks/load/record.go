package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

// figure is a line of the table.
type figure struct {
	Name  string `json:"name"`
	Asked string `json:"asked"`
	Seen  string `json:"seen"`
}

// record is what was measured of one program.
type record struct {
	Date     string   `json:"date"`
	Revision string   `json:"revision,omitempty"`
	Machine  string   `json:"machine"`
	Load     string   `json:"load"`    // processes that wanted to run when it began
	HashMS   int64    `json:"hash_ms"` // for SHA-256 of 100 MB on one core: how fast the machine was
	Figures  []figure `json:"figures"`
	Rush     *rush    `json:"rush,omitempty"`
}

// rush is the record of a rush, and its forecast. Times are in ms since its beginning.
type rush struct {
	Viewers  int     `json:"viewers"`
	CostMS   float64 `json:"cost_ms"` // CPU of one viewer, server and generator, measured before the rush
	Patience float64 `json:"patience_ms"`
	Query    string  `json:"query"` // of the forecast
	Measured []int   `json:"measured_ms"`
	Forecast []int   `json:"forecast_ms"`
	Thrown   int     `json:"thrown"`
	TimedOut int     `json:"timed_out"` // in the forecast
}

func newRecord(program string) *record {
	return &record{
		Revision: revisionOf(program),
		Date:     time.Now().UTC().Format(time.DateOnly),
		Load:     load(),
		HashMS:   hashTime().Milliseconds(),
		Machine:  fmt.Sprintf("%s/%s, %d cores, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version()),
	}
}

func (r *record) add(figures []figure) {
	for _, f := range figures {
		if i := slices.IndexFunc(r.Figures, func(g figure) bool { return g.Name == f.Name }); i >= 0 {
			r.Figures[i] = f
			continue
		}
		r.Figures = append(r.Figures, f)
	}
}

// seen is what was measured under a name, or a dash.
func (r *record) seen(name string) string {
	for _, f := range r.Figures {
		if f.Name == name {
			return f.Seen
		}
	}
	return "–"
}

// keep writes the record; of a part of the rows, beside what is kept of others.
func (r *record) keep(part bool) error {
	if part {
		old, err := readRecord()
		if err != nil {
			return err
		}
		old.Date, old.Machine, old.Revision, old.Load, old.HashMS = r.Date, r.Machine, r.Revision, r.Load, r.HashMS
		old.add(r.Figures)
		if r.Rush != nil {
			old.Rush = r.Rush
		}
		r = old
	}
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(kept, append(text, '\n'), 0o644)
}

// readRecord reads what is kept; nothing where there is none.
func readRecord() (*record, error) {
	text, err := os.ReadFile(kept)
	if os.IsNotExist(err) {
		return &record{}, nil
	}
	if err != nil {
		return nil, err
	}
	r := &record{}
	if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("%s: %w", kept, err)
	}
	return r, nil
}

// hashTime is a yardstick of the machine: it is the same work whatever the lab's version.
func hashTime() time.Duration {
	begin, chunk := time.Now(), make([]byte, 1_000_000)
	for range 100 {
		chunk[0] = sha256.Sum256(chunk)[0]
	}
	return time.Since(begin)
}

// load is the load of the last minute.
func load() string {
	text, _ := os.ReadFile("/proc/loadavg")
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

// checkedOut is the commit of this checkout; "" where there is none.
func checkedOut() string {
	out, err := exec.Command("git", "rev-parse", "--short=8", "HEAD").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// revisionOf is the commit that a program was built from; "" where it does not say.
func revisionOf(program string) string {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return ""
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			return setting.Value[:min(len(setting.Value), 8)]
		}
	}
	return ""
}
