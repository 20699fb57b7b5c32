package conformance

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"backofflab/retry"
	"backofflab/retry/httpretry"
)

// ownMain is a command that makes its calls with retry/httpretry: without any settings, or
// without the budget that keeps the retries of a process below a tenth of its calls.
func ownMain(settings string) int {
	url, c, err := Told()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	base := http.DefaultTransport.(*http.Transport).Clone()
	base.MaxConnsPerHost, base.MaxIdleConnsPerHost = c.Connections, c.Calls
	transport := &httpretry.Transport{Base: base, Client: &retry.Client{}}
	if settings == "httpretry, no budget" {
		transport.Client.Budget = retry.NoBudget
	}
	client := &http.Client{Transport: transport}
	ctx := context.Background()
	if c.Deadline > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.Deadline)
		defer cancel()
	}
	var failed atomic.Bool
	var wait sync.WaitGroup
	for range c.Calls {
		wait.Go(func() {
			if err := ownCall(ctx, client, url, c); err != nil {
				failed.Store(true)
				fmt.Fprintln(os.Stderr, err)
			}
		})
	}
	wait.Wait()
	if failed.Load() {
		return 1
	}
	return 0
}

func ownCall(ctx context.Context, client *http.Client, url string, c Call) error {
	var body io.Reader
	if c.Body > 0 {
		body = bytes.NewReader(bytes.Repeat([]byte("x"), c.Body))
	}
	if c.Stream {
		body = io.MultiReader(body) // of which http.NewRequest knows nothing
	}
	req, err := http.NewRequestWithContext(ctx, c.Method, url, body)
	if err != nil {
		return err
	}
	if c.Key != "" {
		req.Header.Set("Idempotency-Key", c.Key)
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("%s", resp.Status)
	}
	return nil
}

// The lab's own client passes every case without any settings. Of a crowd, though, its
// budget sends few back, and so no jitter is to be seen.
func TestOwnClientPassesEveryCase(t *testing.T) {
	t.Parallel()
	for _, r := range runFake(t, "httpretry", nil, 16).Results {
		crowd := strings.HasPrefix(r.Case, "crowd-")
		if r.Verdict == Fail || r.Verdict == NotTried && !crowd {
			t.Errorf("%s: %s: %s\n%s", r.Case, r.Verdict, r.Reason, r.Said)
		} else {
			t.Logf("%s: %s: %s", r.Case, r.Verdict, r.Reason)
		}
	}
}

// Without the budget all of a crowd comes back, spread over time.
func TestOwnClientSpreadsACrowd(t *testing.T) {
	t.Parallel()
	var crowds []Case
	for _, c := range Cases() {
		if c.Call.Calls > 1 {
			crowds = append(crowds, c)
		}
	}
	for _, r := range runFake(t, "httpretry, no budget", crowds, 1).Results {
		if r.Verdict != Pass {
			t.Errorf("%s: %s: %s\n%s", r.Case, r.Verdict, r.Reason, r.Said)
		}
	}
}
