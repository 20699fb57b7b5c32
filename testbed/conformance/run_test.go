package conformance

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// runFake runs cases with the test binary as a client of these faults.
func runFake(t *testing.T, faults string, cases []Case, parallel int) Report {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	report, err := Run(context.Background(), Command{Path: self, Env: []string{"BACKOFFLAB_FAKE=" + faults}},
		Options{Cases: cases, Parallel: parallel})
	if err != nil {
		t.Error(err)
	}
	return report
}

// A client without faults passes every case; a machine that is busy may make it late,
// and that only warns.
func TestGoodClientPassesEveryCase(t *testing.T) {
	t.Parallel()
	report := runFake(t, "good", nil, 16)
	for _, r := range report.Results {
		if r.Verdict != Pass && r.Verdict != Warn {
			t.Errorf("%s: %s: %s\n%+v", r.Case, r.Verdict, r.Reason, r.Made)
		} else if r.Verdict == Warn {
			t.Logf("%s: %s", r.Case, r.Reason)
		}
	}
	if len(report.Results) < 24 {
		t.Errorf("%d cases", len(report.Results))
	}
}

// faulty are clients with a fault, and how they do in the case that it is there for.
var faulty = []struct {
	name, faults string
	want         Verdict
	reason       string // a part of it
}{
	{"retry-after-seconds", "early", Fail, "although"},
	{"retry-after-seconds", "ignores-hints", Fail, "although"},
	{"retry-after-seconds", "late", Warn, "later than asked"},
	{"retry-after-seconds", "never", NotTried, "does not retry 429"},
	{"retry-after-seconds", "silent", Fail, "no request"},
	{"put-body", "cannot", NotTried, "cannot do this"},
	{"retry-after-seconds", "stuck", Fail, "still waiting"},
	{"retry-after-date", "ignores-hints", Fail, "although"},
	{"retry-after-date-past", "stuck", Fail, "still waiting"},
	{"retry-after-zero", "stuck", Fail, "still waiting"},
	{"retry-after-ms", "no-extras", NotTried, "does not read"},
	{"retry-after-ms", "stuck", Fail, "still waiting"},
	{"retry-after-unavailable", "early", Fail, "although"},
	{"retry-after-rejected-post", "forgets-body", Fail, "sent 0 bytes"},
	{"retry-after-rejected-post", "early", Fail, "although"},
	{"ratelimit-reset", "no-extras", NotTried, "does not read"},
	{"ratelimit-reset", "stuck", Fail, "still waiting"},
	{"ratelimit-and-retry-after", "ratelimit-first", Warn, "later than asked"},
	{"ratelimit-and-retry-after", "ignores-hints", Fail, "although"},
	{"secondary-limit", "early", Fail, "although"},
	{"retry-after-redirected", "early", Fail, "although"},
	{"retry-after-words", "gives-up-on-words", Warn, "stopped at the one with it"},
	{"retry-after-90", "patient", Pass, "waiting"},
	{"retry-after-90", "own-for-long", Fail, "although"},
	{"retry-after-90", "never", NotTried, "429"},
	{"retry-after-huge", "own-for-huge", Warn, "not asked"},
	{"retry-after-huge", "waits-for-ever", Warn, "still waiting"},
	{"retry-after-beyond-deadline", "no-deadline", Fail, "past its deadline"},
	{"retry-after-beyond-deadline", "sleeper", Warn, "slept"},
	{"retry-after-beyond-deadline", "ignores-hints", Fail, "although"},
	{"no-hint", "stuck", Fail, "still waiting"},
	{"request-timeout", "stuck", Fail, "still waiting"},
	{"too-early", "never", NotTried, "425"},
	{"too-early", "stuck", Fail, "still waiting"},
	{"overloaded", "stuck", Fail, "still waiting"},
	{"bad-gateway", "stuck", Fail, "still waiting"},
	{"bad-request", "everything", Fail, "does not pass"},
	{"unauthorized", "everything", Fail, "does not pass"},
	{"not-found", "everything", Fail, "does not pass"},
	{"not-implemented", "everything", Warn, "does not pass"},
	{"reset-before-answer", "never", NotTried, "cut off"},
	{"reset-before-answer", "stuck", Fail, "still waiting"},
	{"reset-after-headers", "takes-torn", Fail, "torn"},
	{"cut-off", "takes-torn", Fail, "torn"},
	{"goaway", "http1", NotTried, "HTTP/2"},
	{"goaway", "no-body", Fail, "0 bytes"},
	{"large-body-thrown-away", "keeps-answers", Fail, "only connection"},
	{"large-body-thrown-away", "drains", Warn, "8 MB"},
	{"large-body-thrown-away", "keeps-answers many-connections", NotTried, "more than the one"},
	{"post-unavailable", "everything", Fail, "may have been done"},
	{"post-reset", "everything", Fail, "may have been done"},
	{"post-reset", "everything own-key", Pass, "one Idempotency-Key of its own"},
	{"post-unavailable", "everything own-key forgets-body", Fail, "sent 0 bytes"},
	{"post-with-key", "new-key", Fail, "another Idempotency-Key"},
	{"post-with-key", "changes-body", Fail, "another body"},
	{"post-with-key", "no-key", NotTried, "did not send"},
	{"post-with-key-reset", "new-key", Fail, "another Idempotency-Key"},
	{"put-body", "forgets-body", Fail, "sent 0 bytes"},
	{"put-body", "no-body", NotTried, "no body"},
	{"put-stream", "forgets-body", Fail, "sent 0 bytes"},
	{"put-stream", "blind", Fail, "for a success"},
	{"deadline-hang", "no-deadline", Fail, "still there"},
	{"deadline-retries", "no-deadline endless", Fail, "with a deadline"},
	{"crowd-and-limit", "ignores-hints", Fail, ""},
	{"crowd-and-limit", "never", NotTried, "does not retry"},
	{"crowd-and-limit", "alone", NotTried, "200 calls"},
	{"crowd-jitter", "alone", NotTried, "200 calls"},
	{"crowd-hint", "early", Fail, "before the wait"},
	{"crowd-hint", "never", NotTried, "came back"},
}

// Each case is failed, or at least warned of, by a client with the fault that it is
// there for: here, or in TestTimes where it takes a time to show.
func TestEveryCaseSeesItsFault(t *testing.T) {
	t.Parallel()
	var wait sync.WaitGroup
	places := make(chan struct{}, 16)
	red := map[string]bool{"crowd-jitter": true} // by TestHerds
	for _, row := range faulty {
		red[row.name] = red[row.name] || row.want >= Warn
		c, ok := Find(row.name)
		if !ok {
			t.Fatalf("there is no case %q", row.name)
		}
		if strings.Contains(row.reason, "still waiting") {
			c.Limit = 2 * time.Second // for what never ends
		}
		wait.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			r := runFake(t, row.faults, []Case{c}, 1).Results[0]
			if r.Verdict != row.want || !strings.Contains(r.Reason, row.reason) {
				t.Errorf("%s with %s: %s: %s; want %s with %q", row.name, row.faults, r.Verdict, r.Reason, row.want, row.reason)
			}
		})
	}
	wait.Wait()
	for _, row := range timed {
		red[row.name] = red[row.name] || row.want >= Warn
	}
	for _, c := range Cases() {
		if !red[c.Name] {
			t.Errorf("no client here does badly in %s", c.Name)
		}
	}
}
