package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"backofflab/api/problem"
	"backofflab/api/wire"
	"backofflab/runs"
	"backofflab/scenario/link"
)

// remote asks a lab that runs elsewhere, by its JSON API.
type remote struct{ base string }

// maxAnswer bounds what is read of an answer: a run of the largest has a few megabytes.
const maxAnswer = 256 << 20

func newRemote(address string) (*remote, error) {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, wrongf("--server=%s: write the address of a lab, such as http://127.0.0.1:8080", address)
	}
	return &remote{strings.TrimSuffix(u.Scheme+"://"+u.Host+u.Path, "/")}, nil
}

// run knows nothing before the end: the JSON API has no progress.
func (r *remote) run(ctx context.Context, l link.Link, _ func(*runs.Log) func()) ([]byte, error) {
	return r.get(ctx, "/api/v1/run", l.Query())
}

func (r *remote) results(ctx context.Context, l link.Link) ([]byte, error) {
	return r.get(ctx, "/api/v1/results.csv", l.Query())
}

func (r *remote) compare(ctx context.Context, l link.Link, _ func(*runs.Log) func()) ([]byte, error) {
	return r.get(ctx, "/api/v1/compare", l.Query())
}

func (r *remote) policy(ctx context.Context, l link.Link) ([]byte, error) {
	return r.get(ctx, "/api/v1/policy", l.Query())
}

// read sends the text as it is: JSON would not keep what is no UTF-8.
func (r *remote) read(ctx context.Context, asked wire.ImportAsked) ([]byte, error) {
	query := url.Values{}
	for name, value := range map[string]string{"format": asked.Format, "into": asked.Into, "replaces": asked.Replaces} {
		if value != "" {
			query.Set(name, value)
		}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.base+"/api/v1/import?"+query.Encode(), strings.NewReader(asked.Text))
	if err != nil {
		return nil, wrong(err)
	}
	request.Header.Set("Content-Type", "text/plain")
	return r.do(request)
}

func (r *remote) write(ctx context.Context, l link.Link, strategy, format string) ([]byte, error) {
	query := "strategy=" + url.QueryEscape(strategy)
	if format != "" {
		query += "&format=" + url.QueryEscape(format)
	}
	if q := l.Query(); q != "" {
		query = q + "&" + query
	}
	return r.get(ctx, "/api/v1/export", query)
}

func (r *remote) formats(ctx context.Context) ([]byte, error) {
	return r.get(ctx, "/api/v1/formats", "")
}

func (r *remote) get(ctx context.Context, path, query string) ([]byte, error) {
	if query != "" {
		query = "?" + query
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.base+path+query, nil)
	if err != nil {
		return nil, wrong(err)
	}
	return r.do(request)
}

// do returns the body of an answer that is final.
func (r *remote) do(request *http.Request) ([]byte, error) {
	body, again, err := r.send(request)
	if err == nil && again != final {
		err = exit{failed, fmt.Errorf("--server=%s has no answer yet", r.base)}
	}
	return body, err
}

// study is what is known of a study, and after how long to ask again, or final.
func (r *remote) study(ctx context.Context, kind, query string) (body []byte, again time.Duration, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.base+"/api/v1/"+kind+"?"+query, nil)
	if err != nil {
		return nil, final, wrong(err)
	}
	return r.send(request)
}

// final is in place of the time after which to ask again, where there is no more to come.
const final time.Duration = -1

// send returns the body of an answer, and after how long to ask again, or final.
// One that is a problem is an error as our own are; of anything else that is no success, what
// answered is no lab.
func (r *remote) send(request *http.Request) (body []byte, again time.Duration, err error) {
	request.Header.Set("Accept", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		var failure *url.Error
		if errors.As(err, &failure) {
			err = failure.Err
		}
		return nil, final, exit{failed, fmt.Errorf("--server=%s does not answer: %w", r.base, err)}
	}
	defer answer.Body.Close()
	body, err = io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return nil, final, exit{failed, fmt.Errorf("--server=%s stopped in the middle of its answer: %w", r.base, err)}
	}
	switch answer.StatusCode {
	case http.StatusOK:
		return body, final, nil
	case http.StatusAccepted:
		seconds, err := strconv.Atoi(answer.Header.Get("Retry-After"))
		if err != nil {
			seconds = 1
		}
		return body, time.Duration(min(max(0, seconds), 60)) * time.Second, nil
	}
	known := new(problem.Problem)
	if err := json.Unmarshal(body, known); err != nil || known.Title == "" {
		return nil, final, exit{failed, fmt.Errorf("--server=%s answers %q, and is no lab", r.base, answer.Status)}
	}
	known.Status = answer.StatusCode
	return nil, final, known
}
