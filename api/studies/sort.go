package studies

import (
	"context"
	"encoding/json"
	"time"

	"github.com/a-h/templ"

	"backofflab/experiment/job"
)

// question is what a study is asked: a sweep, or a search.
type question[K any] interface {
	Estimate() time.Duration
	Run(ctx context.Context, runner job.Runner, attempts int64, watch func(K)) (K, error)
}

// sort says what kind of study answers a question Q, and how what is known of it, a K, is shown.
type sort[Q question[K], K any] struct {
	name    string
	query   func(Q) string // names something that only such a question has
	shorten func(Q) (field, value string)
	none    func(Q) K // what is known at first
	far     func(Q, K) (words string, share float64)
	body    func(Q, K) templ.Component // nil: there is nothing to see yet
	answer  func(Q, K) any
	rows    func(Q, K) [][]string
}

// of is the study that answers a question.
func (s *sort[Q, K]) of(asked Q) Study { return posed[Q, K]{asked, s} }

// posed is a question as a study: what is known of it is a K, or nil at first.
type posed[Q question[K], K any] struct {
	asked Q
	sort  *sort[Q, K]
}

func (s posed[Q, K]) Kind() string                    { return s.sort.name }
func (s posed[Q, K]) Query() string                   { return s.sort.query(s.asked) }
func (s posed[Q, K]) Estimate() time.Duration         { return s.asked.Estimate() }
func (s posed[Q, K]) Shorten() (field, value string)  { return s.sort.shorten(s.asked) }
func (s posed[Q, K]) Answer(known any) any            { return s.sort.answer(s.asked, s.known(known)) }
func (s posed[Q, K]) Rows(known any) [][]string       { return s.sort.rows(s.asked, s.known(known)) }
func (s posed[Q, K]) Body(known any) templ.Component  { return s.sort.body(s.asked, s.known(known)) }
func (s posed[Q, K]) Far(known any) (string, float64) { return s.sort.far(s.asked, s.known(known)) }

// Share is that of the question, if it tells one.
func (s posed[Q, K]) Share(known any) float64 {
	if m, ok := any(s.asked).(interface{ Share(K) float64 }); ok {
		return m.Share(s.known(known))
	}
	return 0
}

func (s posed[Q, K]) Run(ctx context.Context, runner job.Runner, attempts int64, watch func(any)) (any, error) {
	return s.asked.Run(ctx, runner, attempts, func(known K) { watch(known) })
}

func (s posed[Q, K]) Read(kept []byte) (any, error) {
	var known K
	err := json.Unmarshal(kept, &known)
	return known, err
}

func (s posed[Q, K]) known(known any) K {
	if k, ok := known.(K); ok {
		return k
	}
	return s.sort.none(s.asked)
}
