package wire

import (
	"bytes"
	"encoding/json"
	"iter"
	"time"

	"backofflab/experiment"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

// Object is a JSON object whose members keep their order.
type Object []member

type member struct {
	key   string
	value any
}

// Members are the keys and values in their order, for what describes objects of this kind.
func (o Object) Members() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for _, m := range o {
			if !yield(m.key, m.value) {
				return
			}
		}
	}
}

// MarshalJSON writes the members in order.
func (o Object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // as Encode
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := e.Encode(m.key); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := e.Encode(m.value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// OutcomeOf is the result of one strategy, without its columns: every figure that has a
// JSON key, and the fields that are no figures. A figure that is undefined, such as the median of
// no completions, is null.
func OutcomeOf(r sim.Result) Object {
	o := Object{{"strategy", r.Strategy}}
	for _, f := range experiment.Figures() {
		if f.JSON != "" {
			o = append(o, member{f.JSON, valueInJSON(f, r)})
		}
		switch f.JSON {
		case "gave_up":
			o = append(o, member{"gave_up_by", reasonsOf(r.GaveUp)})
		case "herd_width_ms":
			o = append(o, member{"waves", wavesOf(r.Waves)}, member{"later_wave", laterOf(r.Later)})
		}
	}
	return append(o, member{"parts", partsOf(r.Parts)}, member{"layers", layersOf(r.Layers)}, member{"by_attempt", byAttemptOf(r.ByAttempt)}, member{"partial", r.Partial}, member{"bin_ms", InMS(r.Bin)})
}

// partsOf are the results of a mixed fleet by the strategies of its clients.
func partsOf(parts []sim.Part) []Object {
	all := []Object{}
	for _, p := range parts {
		o := Object{{"strategy", p.Strategy}, {"clients", p.Clients}}
		for _, f := range experiment.FiguresBy(func(at experiment.Places) int { return at.Parts }) {
			o = append(o, member{f.JSON, valueInJSON(f, experiment.PartAsResult(p))})
			if f.JSON == "gave_up" {
				o = append(o, member{"gave_up_by", reasonsOf(p.GaveUp)})
			}
		}
		all = append(all, append(o, member{"layers", layersOf(p.Layers)}, member{"by_attempt", byAttemptOf(p.ByAttempt)}))
	}
	return all
}

// layer is one of the layers in which clients retry.
type layer struct {
	Strategy  string         `json:"strategy"`
	Attempts  int            `json:"attempts"`
	ByAttempt []attemptCount `json:"by_attempt"`
}

func layersOf(layers []sim.Layer) []layer {
	all := []layer{}
	for _, l := range layers {
		all = append(all, layer{l.Strategy, l.Attempts, byAttemptOf(l.ByAttempt)})
	}
	return all
}

// attemptCount is what came of the attempts of one number.
type attemptCount struct {
	Attempt   int `json:"attempt"`
	Made      int `json:"made"`
	Succeeded int `json:"succeeded"` // requests
}

func byAttemptOf(counts sim.ByAttempt) []attemptCount {
	all := []attemptCount{}
	for i, n := range counts {
		all = append(all, attemptCount{i + 1, n.Made, n.Succeeded})
	}
	return all
}

// valueInJSON is a figure of a result: counts as they are, times in milliseconds.
func valueInJSON(f experiment.Figure, r sim.Result) any {
	x, ok := f.Read(r)
	switch {
	case !ok && f.Has(experiment.Nullable):
		return nil
	case f.Kind == experiment.Count:
		return int(x)
	case f.Kind == experiment.Time:
		return InMS(time.Duration(x))
	}
	return x
}

// Reasons counts the requests that were given up, by reason.
type Reasons struct {
	Attempts   int `json:"attempts"`
	Deadline   int `json:"deadline"`
	Permanent  int `json:"permanent"`
	NotRetried int `json:"not_retried"`
	Budget     int `json:"budget"`
	Breaker    int `json:"breaker"`
	Throttle   int `json:"throttle"`
	RetryAfter int `json:"retry_after"`
}

func reasonsOf(g sim.GaveUp) Reasons {
	return Reasons{g.Attempts, g.Deadline, g.Permanent, g.NotRetried, g.Budget, g.Breaker, g.Throttle, g.RetryAfter}
}

// wave is a span in which retries came together.
type wave struct {
	FromMS  float64 `json:"from_ms"`
	ToMS    float64 `json:"to_ms"`
	Retries int     `json:"retries"`
	Clients int     `json:"clients"`
}

func wavesOf(list []metrics.Wave) []wave {
	waves := []wave{}
	for _, w := range list {
		waves = append(waves, waveOf(w))
	}
	return waves
}

func waveOf(w metrics.Wave) wave { return wave{InMS(w.From), InMS(w.To), w.Retries, w.Clients} }

// laterOf is null where there is no such wave.
func laterOf(w metrics.Wave) *wave {
	if w.Retries == 0 {
		return nil
	}
	later := waveOf(w)
	return &later
}

func at(d time.Duration) *float64 { ms := InMS(d); return &ms }

// InMS rounds once, so a duration has one value on every machine.
func InMS(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
