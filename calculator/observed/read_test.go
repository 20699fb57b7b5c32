package observed_test

import (
	"fmt"
	"strings"
	"testing"

	"backofflab/calculator/observed"
)

// delaysOf writes what was read: delays by client, lower bounds with a plus, and the number of
// the retry where it is not the next.
func delaysOf(log observed.Log) string {
	var clients []string
	for _, c := range log.Clients {
		var b strings.Builder
		if c.Name != "" {
			fmt.Fprintf(&b, "%s: ", c.Name)
		}
		next := 1
		for i, d := range c.Delays {
			if i > 0 {
				b.WriteByte(' ')
			}
			if d.Retry != next {
				fmt.Fprintf(&b, "#%d=", d.Retry)
			}
			b.WriteString(d.Delay.String())
			if d.Censored {
				b.WriteByte('+')
			}
			next = d.Retry + 1
		}
		clients = append(clients, b.String())
	}
	return strings.Join(clients, "; ")
}

// second to read is the text, then what is read of it.
var rows = []struct{ text, want string }{
	// One delay a line, in the ways in which people and programs write them.
	{"1.52\n3.1\n6.25\n", "1.52s 3.1s 6.25s"},
	{"1.52s\n250ms\n1,5 s\nPT1.5S\n1m30s\n1.5 seconds\n00:00:01.5\n2 min\n1h\n500us\n", "1.52s 250ms 1.5s 1.5s 1m30s 1.5s 1.5s 2m0s 1h0m0s 500µs"},
	{">12s\n12s+\n≥12\n>= 12 s\nat least 12s\n", "12s+ 12s+ 12s+ 12s+ 12s+"},
	{"P1DT2H\n1.02:00:00\n1 min 30 s\n1e-3s\n.5s\n~2s\n1.5(s)\n", "26h0m0s 26h0m0s 1m30s 1ms 500ms 2s 1.5s"},
	{"- 1s\n- 2s\n", "1s 2s"},
	{"1. 1s\n2. 2s\n", "1s 2s"},
	{"delay_ms\n250\n510\n", "250ms 510ms"},
	{"# seconds\n1s\n// more\n2s\n", "1s 2s"},

	// Several on a line are those of one request; a blank line ends one.
	{"0.5 1.1 2.3\n0.4, 0.9, 2.0\n\n0.6;1.2\n", "request 1: 500ms 1.1s 2.3s; request 2: 400ms 900ms 2s; request 3: 600ms 1.2s"},
	{"1s\n2s\n\n1s\n3s\n", "request 1: 1s 2s; request 2: 1s 3s"},
	{"0.5, 1.1,\n2.3, 4.5\n", "500ms 1.1s 2.3s 4.5s"},
	{"1 2 4 8 s", "1s 2s 4s 8s"},
	{"[1.5, 3.1,\n", "1.5s 3.1s"},
	{"req-1: 0.5 1.0\nreq-2: 0.7 1.4\n", "req-1: 500ms 1s; req-2: 700ms 1.4s"},
	{"first:\n1s\n2s\nsecond:\n3s\n", "first: 1s 2s; second: 3s"},

	{"Retry 1: 0.5 s\nRetry 2: 1.1 s\nRetry 1: 0.6 s\n", "request 1: 500ms 1.1s; request 2: 600ms"},
	{"attempt 2: 0.5s\nattempt 3: 1.1s\n", "500ms 1.1s"},
	{"0: 0.5s\n1: 1.1s\n", "500ms 1.1s"},
	{"1: 0.5 1.1\n2: 0.6 1.2\n", "1: 500ms 1.1s; 2: 600ms 1.2s"},
	{"Delays: 1.5s, 3s, 6s (gave up)\n", "1.5s 3s 6s+"},
	{"delays = np.array([1.5, 3.0])\n", "1.5s 3s"},
	{"1.5s -> 3s → 6s, then 12s\n", "1.5s 3s 6s 12s"},

	// Commas and marks of thousands.
	{"1,5\n3,1\n6,2\n", "1.5s 3.1s 6.2s"},
	{"1,5\n2.5\n", "request 1: 1s 5s; request 2: 2.5s"},
	{"1,2,4,8\n", "1s 2s 4s 8s"},
	{"1,520.5 ms\n3,040 ms\n", "1.5205s 3.04s"},
	{"1.520,5 ms\n3.040,5 ms\n", "1.5205s 3.0405s"},
	{"1 520 ms\n3 040 ms\n", "1.52s 3.04s"},
	{"1\u202f520\u00a0ms\n1'520ms\n1_520ms\n", "1.52s 1.52s 1.52s"},
	{"0.5,1.1,2.3\n", "500ms 1.1s 2.3s"},
	{"0,853 s\n1,204 s\n", "853ms 1.204s"},

	// What is no delay keeps the place of its retry.
	{"NaN\n1\n-5\n0x10\n1e400\nInf\n7\n", "#2=1s #7=7s"},
	{"1s\n<5s\n3s\n", "1s #3=3s"},
	{strings.Repeat("1", 50) + "\n2\n", "#2=2s"},
	{"words between\n1s\nand again\n2s\n", "1s 2s"},

	// Numbers without a unit.
	{"312\n87\n1420\n950\n", "312ms 87ms 1.42s 950ms"},
	{"520000000\n920000000\n", "520ms 920ms"},

	// Tables.
	{"client,attempt,delay_ms\na,1,250\na,2,510\nb,1,240\n", "a: 250ms 510ms; b: 240ms"},
	{"client,attempt,delay\na,1,0\na,2,0.5\na,3,1.1\n", "a: 500ms 1.1s"},
	{"attempt,delay\n2,0.5\n3,1.1\n", "500ms 1.1s"},
	{"attempt,delay\n0,0.5\n1,1.1\n0,0.4\n", "request 1: 500ms 1.1s; request 2: 400ms"},
	{"retry,wait_s\n1,0.5\n2,1.1\n", "500ms 1.1s"},
	{"Request ID;Retry;Backoff (ms);Status\nr1;1;250;503\nr1;2;1.520,5;pending\n", "r1: 250ms 1.5205s+"},
	{"Trace Id\tTry\tTimestamp\nx\t1\t2026-11-02T10:15:03Z\nx\t2\t2026-11-02T10:15:04Z\nx\t4\t2026-11-02T10:15:09Z\nx\t5\t2026-11-02T10:15:19Z\n", "x: 1s #4=10s"},
	{"request_id,timestamp,status\nr1,2026-11-02 10:15:03.250,503\nr1,2026-11-02 10:15:03.510,503\nr1,2026-11-02 10:15:04.510,gave up\n", "r1: 260ms 1s+"},
	{"| attempt | delay |\n|---|---:|\n| 1 | 1.0 s |\n| 2 | 2.0 s |\n", "1s 2s"},
	{"ATTEMPT  DELAY\n1        1.5s\n2        3.5s\n", "1.5s 3.5s"},
	{"1,0.52\n2,1.10\n3,2.20\n1,0.49\n2,0.98\n", "request 1: 520ms 1.1s 2.2s; request 2: 490ms 980ms"},
	{"req-1\t2026-11-02T10:15:03Z\nreq-2\t2026-11-02T10:15:04Z\nreq-1\t2026-11-02T10:15:05Z\n", "req-1: 2s"},
	{"t,event\n0.0,send\n1.52,send\n4.61,send\n", "1.52s 3.09s"},
	{"timestamp,message\n2026-11-02T10:15:03Z,\"retrying in 1.5s, attempt 1\"\n2026-11-02T10:15:05Z,\"retrying in 3.5s, attempt 2\"\n", "1.5s 3.5s"},
	{"id,retry1,retry2,retry3\na,0.5,1.1,2.3\nb,0.4,,0.9\n", "a: 500ms 1.1s 2.3s; b: 400ms #3=900ms"},
	{"client;wait 1;wait 2\na;0,5;1,1\n", "a: 500ms 1.1s"},
	{"client,delay_s\n\"a,1.5\na,3.5\n", "a: 1.5s 3.5s"},
	{"client,delay_s\n\"a\nb\",1.5\nc,3.5\n", "a\\nb: 1.5s; c: 3.5s"},
	{"Export of Monday\nclient,delay_s\na,1.5\na,3.5\n", "a: 1.5s 3.5s"},
	{"delay,censored\n1.5,false\n3.5,true\n", "1.5s 3.5s+"},

	// JSON.
	{"[1.5, \"3.1s\", 6]", "1.5s 3.1s 6s"},
	{"[[1,2,4],[1,3]]", "request 1: 1s 2s 4s; request 2: 1s 3s"},
	{`{"a":[1,2],"b":["1.5s","2s"]}`, "a: 1s 2s; b: 1.5s 2s"},
	{`{"client":"x","unit":"ms","delays":[100,200]}`, "x: 100ms 200ms"},
	{`[{"client":"x","delays_ms":[1,2]},{"client":"y","delays_ms":[3]}]`, "x: 1ms 2ms; y: 3ms"},
	{`{"attempt":[1,2,3],"delay":[0.5,1,2]}`, "500ms 1s 2s"},
	{`{"1":0.5,"2":1.1}`, "500ms 1.1s"},
	{`[{"retry":1,"delayMs":250},{"retry":2,"delayMs":510},{"retry":1,"delayMs":240}]`, "request 1: 250ms 510ms; request 2: 240ms"},
	{`["2026-11-02T10:15:03Z","2026-11-02T10:15:04.5Z"]`, "list of line 1: 1.5s"},
	{`{"hits":{"hits":[{"_source":{"@timestamp":"2026-11-02T10:15:03Z","message":"retrying in 1.5s"}},{"_source":{"@timestamp":"2026-11-02T10:15:06Z","message":"retrying in 2.5s"}}]}}`, "1.5s 2.5s"},
	{"[1, null, \"x\", 4]", "1s #4=4s"},
	{"[1, [2], 4]", "1s #3=4s"},

	{"{'a': [1.5, 2.0], 'b': [3, None]}", "a: 1.5s 2s; b: 3s"},

	// Lines with times.
	{"2026-11-02T10:15:03Z\n2026-11-02T11:15:05+01:00\n2026-11-02T10:15:09Z\n", "2s 4s"},
	{"10:15:03.250\n10:15:04.750\n10:15:07.800\n", "1.5s 3.05s"},
	{"0:00:01.5\n0:00:03.1\n", "1.5s 3.1s"},
	{"1793614503.250\n1793614504.750\n1793614507.800\n", "1.5s 3.05s"},
	{"23:59:58 attempt 1 failed\n23:59:59 attempt 2 failed\n00:00:01 attempt 3 failed\n00:00:00 attempt 4 failed\n00:00:04 attempt 5 failed\n", "1s 2s #4=4s"},
	{"Dec 31 23:59:58 h app: failed\nJan  1 00:00:03 h app: failed\n", "5s"},
	{"2026-10-25T02:59:59+02:00 x\n2026-10-25T02:00:01+01:00 x\n", "2s"},
	{"2026-11-02T10:15:03Z a request_id=r1\n2026-11-02T10:15:04Z a request_id=r2\n2026-11-02T10:15:05Z a request_id=r1\n2026-11-02T10:15:07Z a request_id=r2\n2026-11-02T10:15:08Z cron ran\n", "r1: 2s; r2: 3s"},
	{"2026-11-02T10:15:03Z amzn=1 request_id=a1 trace_id=t1\n2026-11-02T10:15:05Z amzn=1 request_id=a2 trace_id=t1\n", "t1: 2s"},

	{"2026-11-02T10:15:09Z x\n2026-11-02T10:15:05Z x\n2026-11-02T10:15:03Z x\n", "2s 4s"},
	{"10:15:03 attempt 1.\n10:15:04 attempt 2.\n10:15:06 attempt 4.\n10:15:10 attempt 5.\n", "1s #4=4s"},
	{"10:15:03 calling\n10:15:04 calling\n10:15:04 call succeeded\n10:16:00 calling\n10:16:02 calling\n", "request 1: 1s 0s; request 2: 2s"},

	// Sentences that say a delay, or something like one.
	{"retry 2 failed in 200ms, retrying in 400ms\n", "#2=400ms"},
	{"got 429, Retry-After: 30, backing off for 31.5s\n", "31.5s"},
	{"Waiting 2 seconds before retry #1\nWaiting 4 seconds before retry #2\n", "2s 4s"},
	{"next attempt in 1.5s\nnext attempt in 3s\n", "1.5s 3s"},
	{"sleep 2.0 seconds\nsleep 4.0 seconds\n", "2s 4s"},
	{"max retries 5, backoff=250ms retry_count=1\nmax retries 5, backoff=510ms retry_count=2\n", "250ms 510ms"},
	{"Attempt 1 failed. Retrying in 1,520 ms...\nAttempt 2 failed. Retrying in 3,040 ms...\n", "1.52s 3.04s"},
	{"Retrying after error (try 1/5): waiting for 00:00:01.5\n", "1.5s"},

	// Two formats: the one of most lines is read.
	{"2026-11-02T10:15:03Z x\n2026-11-02T10:15:05Z x\n1.5\n", "2s"},
	{"1.5s\n2.5s\n{\"delay\":3}\n", "1.5s 2.5s"},
	{"{\"delay\":3}\n1.5s\n{\"delay\":4}\nnothing\n{\"delay\":5}\n", "3s 4s 5s"},
	{"{\"delay\":\n{\"delay\":4}\n{\"delay\":5}\n", "4s 5s"},
}

func TestTexts(t *testing.T) {
	for _, row := range rows {
		log, err := observed.Read([]byte(row.text), observed.Options{})
		if got := delaysOf(log); err != nil || got != row.want {
			t.Errorf("%q is read as\n%s\nwant\n%s\n%v %+v", row.text, got, row.want, err, log.Notes)
			continue
		}
		sound(t, []byte(row.text), log)
	}
}
