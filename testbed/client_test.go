package testbed

import (
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A client that comes before its Retry-After is counted; 50 ms are forgiven.
func TestEarlyCalls(t *testing.T) {
	for _, row := range []struct {
		script string
		wait   time.Duration
		early  int
	}{
		{"429 retry-after=2, 200", 1949 * time.Millisecond, 1},
		{"429 retry-after=2, 200", 1950 * time.Millisecond, 0},
		{"429 retry-after=2, 200", 3 * time.Second, 0},
		{"503 retry-after=2, 200", 0, 1},
		{"429 retry-after-ms=1500 retry-after=2, 200", 1500 * time.Millisecond, 0},
		{"429 retry-after=date+3s, 200", 2 * time.Second, 1},
		{"429 retry-after=date+3s, 200", 3 * time.Second, 0},
		{"429 retry-after=99999999999, 200", time.Minute, 1},
		{"429 retry-after=past, 200", 0, 0},
		{"429 retry-after=soon, 200", 0, 0},
		{"429 retry-after=-5, 200", 0, 0},
		{"429 retry-after=1.5, 200", 0, 0},
		{"429 retry-after=1 retry-after=3, 200", time.Second, 0},
		{"429, 200", 0, 0},
		{"200 retry-after=5, 200", 0, 0},
		{"400 retry-after=5, 200", 0, 0},
		{"429 retry-after=5 x-should-retry=false, 200", 0, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			script, _ := ParseScript(row.script)
			bed := bed(t, "latency=0s", Config{Script: script})
			ask(bed, "a")
			ask(bed, "b") // another client is in nobody's way
			time.Sleep(row.wait)
			bed.script.step = 1
			ask(bed, "a")
			if s := bed.Snapshot(); s.Early != row.early || s.Clients[0].Early != row.early {
				t.Errorf("%s after %v: %d early", row.script, row.wait, s.Early)
			}
		})
	}
}

// The service's own Retry-After counts as well, as it was sent: in whole seconds.
func TestEarlyForTheService(t *testing.T) {
	for _, row := range []struct {
		family Family
		wait   time.Duration
		early  int
	}{
		{Plain, 1600 * time.Millisecond, 1}, {Plain, 2 * time.Second, 0},
		{OpenAI, 1400 * time.Millisecond, 1}, {OpenAI, 1600 * time.Millisecond, 0}, // retry-after-ms says 1500
	} {
		synctest.Test(t, func(t *testing.T) {
			bed := bed(t, "latency=0s&burst=1&rate=0.5&retry-after=exact", Config{Family: row.family})
			ask(bed, "b")
			time.Sleep(500 * time.Millisecond)
			ask(bed, "a")
			time.Sleep(row.wait)
			ask(bed, "a")
			if s := bed.Snapshot(); s.Early != row.early {
				t.Errorf("%s after %v: %d early", row.family, row.wait, s.Early)
			}
		})
	}
}

// A request goes on until it succeeds or fails for good; headers say more.
func TestRequests(t *testing.T) {
	for _, row := range []struct {
		script, headers string
		requests, ended int
		retries         int
	}{
		{"503 x2, 200 x2", "", 2, 2, 2},
		{"400, 404, 200, 503", "", 4, 3, 0},
		{"400 x-should-retry=true, 200, 403 x-ratelimit-remaining=0, 403 retry-after=0", "", 2, 1, 2},
		{"reset, 200 cut, 408, 200", "", 1, 1, 3},
		{"503 x4", "1 1 1 1", 4, 0, 0},
		{"503 x4", "1 2 1 2", 2, 0, 2},
		{"503 x3, 200", "0 1 2 3 stainless", 1, 1, 3},
		{"503 x4", "9 - - -", 1, 0, 4},
		{"503 x4", "x -1 99999999 1.5", 1, 0, 3},
	} {
		synctest.Test(t, func(t *testing.T) {
			script, err := ParseScript(row.script)
			if err != nil {
				t.Fatal(err)
			}
			bed := bed(t, "latency=0s", Config{Script: script})
			headers := strings.Fields(row.headers)
			for i := range 4 {
				request := httptest.NewRequest("GET", bed.Path(), nil)
				switch {
				case len(headers) == 5:
					request.Header.Set("X-Stainless-Retry-Count", headers[i])
				case len(headers) == 4:
					request.Header.Set("X-Retry-Attempt", headers[i])
				}
				func() {
					defer func() { _ = recover() }()
					bed.ServeHTTP(httptest.NewRecorder(), request)
				}()
			}
			r := bed.Snapshot().Result
			retries := 0
			for _, wave := range r.Waves {
				retries += wave.Retries
			}
			if r.Attempts != 4 || r.Requests != row.requests || r.Requests-r.Unfinished != row.ended || retries != row.retries {
				t.Errorf("%s with %q: %d requests, %d ended, %d retries", row.script, row.headers, r.Requests, r.Requests-r.Unfinished, retries)
			}
		})
	}
}

// One address may have many requests open at once: each attempt belongs to the one whose wait is
// over first.
func TestManyRequestsOfOneClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bed := bed(t, "latency=100ms&burst=1&rate=0.1&limiter=token-bucket&retry-after=constant&retry-after-time=3s", Config{Tell: Tell{By: ByHeader, Name: "Nobody"}})
		for i := range 20 {
			go ask(bed, strconv.Itoa(i))
		}
		time.Sleep(time.Second)
		if r := bed.Snapshot().Result; r.Requests != 20 || r.Rejected != 19 {
			t.Errorf("%d requests, %d rejected", r.Requests, r.Rejected)
		}
		time.Sleep(3 * time.Second)
		for i := range 19 {
			go ask(bed, strconv.Itoa(i))
		}
		time.Sleep(time.Second)
		s := bed.Snapshot()
		if r := s.Result; r.Requests != 20 || r.Attempts != 39 || s.Early != 0 || len(s.Clients) != 1 || s.Clients[0].Who != "no name" {
			t.Errorf("%d requests, %d attempts, %d early, %+v", r.Requests, r.Attempts, s.Early, s.Clients)
		}
	})
}

// Of two requests of one client the attempt belongs to the one whose wait is over.
func TestTheShorterWaitComesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		script, _ := ParseScript("429 retry-after=9 delay=1s, 429 retry-after=2 delay=1s, 429 retry-after=5 delay=1s, 200 x3")
		bed := bed(t, "latency=0s", Config{Script: script})
		for range 3 {
			go ask(bed, "a")
			time.Sleep(time.Millisecond)
		}
		for _, wait := range []time.Duration{3 * time.Second, 3 * time.Second, 4 * time.Second} {
			time.Sleep(wait)
			ask(bed, "a")
		}
		if s := bed.Snapshot(); s.Early != 0 || s.Result.Requests != 3 || s.Result.Successes != 3 {
			t.Errorf("%d early, %d requests", s.Early, s.Result.Requests)
		}
	})
}

// Who a client is: names are kept as they are while they are short and plain; secrets never.
func TestTellingClientsApart(t *testing.T) {
	long := strings.Repeat("n", 41)
	for _, row := range []struct {
		tell  string
		value string
		want  string // what the row begins with
	}{
		{"address", "", "192.0.2.1"},
		{"header X-Client", "worker 7", "worker 7"},
		{"Header: X-Client", "12", "12"},
		{"header X-Client", long, "#"},
		{"header X-Client", "näme", "#"},
		{"header X-Client", "a\x00b", "#"},
		{"header X-Client", "", "no name"},
		{"header Authorization", "Bearer sk-1234", "client 1"},
		{"header x-api-key", "sk-1234", "client 1"},
		{"query client", "7", "7"},
		{"query api_key", "sk-1234", "client 1"},
	} {
		tell, err := ParseTell(row.tell)
		if err != nil {
			t.Fatal(err)
		}
		bed := bed(t, "latency=0s", Config{Tell: tell})
		bed.roster.tell = tell // the address, too
		request := httptest.NewRequest("GET", bed.Path(), nil)
		switch tell.By {
		case ByHeader:
			request.Header.Set(tell.Name, row.value)
		case ByQuery:
			request.URL.RawQuery = tell.Name + "=" + row.value
		}
		bed.ServeHTTP(httptest.NewRecorder(), request)
		who := bed.Snapshot().Clients[0].Who
		if !strings.HasPrefix(who, row.want) || len(who) > maxName || strings.Contains(who, "sk-") || strings.Contains(who, long) {
			t.Errorf("%s, %q: %q", row.tell, row.value, who)
		}
		for name := range bed.roster.known {
			if strings.Contains(name, "sk-") {
				t.Errorf("%s: %q is kept", row.tell, name)
			}
		}
	}
}

// More clients than are told apart count as one.
func TestBoundedClients(t *testing.T) {
	bed := bed(t, "latency=0s", Config{})
	bed.roster.most = 3
	for i := range 10 {
		ask(bed, strconv.Itoa(i))
	}
	rows := bed.Snapshot().Clients
	if len(rows) != 4 || rows[3].Who != othersName || rows[3].Attempts != 7 {
		t.Errorf("%+v", rows)
	}
}

func TestParseTellErrors(t *testing.T) {
	for _, text := range []string{"nobody", "header", "header a b", "header a:b c", "query", "address x", "header " + strings.Repeat("x", 41), "header x\r\ny"} {
		if tell, err := ParseTell(text); err == nil {
			t.Errorf("%q: %v", text, tell)
		}
	}
}

// Of too many requests that wait for their next attempt the latest are given up.
func TestBoundedWaiting(t *testing.T) {
	script, _ := ParseScript("503 x2")
	bed := bed(t, "latency=0s", Config{Script: script})
	bed.waiting = maxWaiting
	ask(bed, "a")
	bed.waiting = 0
	ask(bed, "a")
	if r := bed.Snapshot().Result; r.Requests != 2 || r.GaveUp.Attempts != 1 || r.Unfinished != 1 || bed.waiting != 1 {
		t.Errorf("%+v", r)
	}
}
