package main

import (
	"bytes"
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"backofflab/api"
)

// called is what a call of the program came to.
type called struct {
	status   int
	out, err string
}

// call runs the program as a shell would, without a terminal.
func call(t testing.TB, input string, args ...string) called {
	t.Helper()
	var out, errs bytes.Buffer
	p := &program{in: strings.NewReader(input), out: &out, err: &errs, env: func(string) string { return "" }}
	return called{p.run(context.Background(), args), out.String(), errs.String()}
}

// small is a scenario that is simulated at once.
const (
	small  = "clients=50&rate=20"
	faster = "clients=50&rate=40"
)

// grpcText has a setting that gRPC does not know.
const grpcText = `{"methodConfig":[{"name":[{"service":"shop.v1.Orders"}],"retryPolicy":{"maxAttempts":4,"initialBackoff":"0.1s","maxBackoff":"1s","backoffMultiplier":2,"retryableStatusCodes":["UNAVAILABLE"],"surprise":5}}]}`

func TestCommands(t *testing.T) {
	for _, tt := range []struct {
		shows  string
		args   []string
		input  string
		status int
		out    string // is in there; of several parts by |, each
		err    string
	}{
		{"a query", []string{"run", small}, "", good, "50 clients call within 500 ms|Full jitter|95 % done|Ahead in ", ""},
		{"a preset by its name", []string{"run", "low-cap"}, "", good, "No jitter", ""},
		{"a preset and settings", []string{"run", "thundering-herd", "clients=50"}, "", good, "50 clients", ""},
		{"a query and settings", []string{"run", small, "strategies=full"}, "", good, "Full jitter", ""},
		{"settings that stand there are replaced", []string{"run", small, "clients=20", "clients=30"}, "", good, "30 clients", ""},
		{"an address", []string{"run", "https://lab.example.org/?" + small}, "", good, "50 clients", ""},
		{"an address and settings", []string{"run", "https://lab.example.org/", "clients=50"}, "", good, "50 clients", ""},
		{"a link from the input", []string{"run", "-"}, small + "\n", good, "50 clients", ""},
		{"nothing is the default", []string{"run"}, "", good, "400 clients", ""},
		{"settings as people type them", []string{"run", "clients=0.1k", "rate=1200/min"}, "", good, "100 clients", ""},
		{"a mix has its parts", []string{"run", small, "strategies=exponential@50/full@50"}, "", good, "\n  Full jitter", ""},
		{"layers have their attempts", []string{"run", small, "strategies=exponential(attempts=3)>full"}, "", good, "  of Full jitter", ""},
		{"JSON", []string{"run", small, "--format", "json"}, "", good, `{"engine":|"attempts_per_bin":`, ""},
		{"CSV", []string{"run", "-f", "csv", small}, "", good, "strategy,part_of,peak_per_s", ""},
		{"one dash", []string{"run", "-format", "csv", small}, "", good, "strategy,part_of", ""},
		{"one dash and =", []string{"run", "-format=csv", small}, "", good, "strategy,part_of", ""},
		{"a drawing where there is no terminal", []string{"run", "--watch", small}, "", good, "Attempts a second|█|0 s", ""},

		{"bad values, each with its limit", []string{"run", "clients=0&rate=fast"}, "", misuse, "", "run: clients=0: |run: rate=fast: "},
		{"an unknown field", []string{"run", "client=5"}, "", misuse, "", "client=5: There is no setting “client”"},
		{"a misspelt preset", []string{"run", "thundering-hurd"}, "", misuse, "", "Did you mean thundering-herd?"},
		{"a variable that is empty", []string{"run", ""}, "", misuse, "", "the link is empty"},
		{"an input that is empty", []string{"run", "-"}, "\n", misuse, "", "the link is empty"},
		{"the default by its name", []string{"run", "v=1"}, "", good, "400 clients", ""},
		{"a file", []string{"run", "testdata/envoy.yaml"}, "", misuse, "", "'backofflab import testdata/envoy.yaml' reads it"},
		{"a file that is not there", []string{"run", "./retry.yaml"}, "", misuse, "", "./retry.yaml is no link"},
		{"what is no setting", []string{"run", "thundering-herd", "rate"}, "", misuse, "", "is no setting"},
		{"a misspelt format", []string{"run", "-f", "jsn"}, "", misuse, "", "--format=jsn: write one of table, json, csv (did you mean json?)"},
		{"a misspelt flag", []string{"run", "--formt", "json"}, "", misuse, "", "no flag --formt (did you mean --format?)"},
		{"a misspelt command", []string{"polcy"}, "", misuse, "", "no command \"polcy\" (did you mean policy?)"},
		{"a value that is no number", []string{"run", "--max-attempts", "many"}, "", misuse, "", "--max-attempts"},
		{"a run that is too large", []string{"run", "--max-attempts", "100", small}, "", failed, "", "The run is too large: "},
		{"a server that is none", []string{"run", "--server", "ftp://x"}, "", misuse, "", "--server=ftp://x: write the address of a lab"},
		{"a server that does not answer", []string{"run", "--server", "127.0.0.1:1"}, "", failed, "", "does not answer"},

		{"conditions that hold", []string{"run", small, "--require", "lost=0, success>=99.9%,p99<1 min"}, "", good, "Full jitter", ""},
		{"with every operator, at its edge", []string{"run", small, "-r", "lost<=0,lost>=0,lost<1,success>99"}, "", good, "", ""},
		{"equal is not more", []string{"run", small, "-r", "lost>0"}, "", bad, "", "lost>0 is not met"},
		{"nor less", []string{"run", small, "-r", "lost<0"}, "", bad, "", "lost<0 is not met"},
		{"one that does not", []string{"run", small, "--require", "lost=0,p99<1ms"}, "", bad, "Full jitter", "run: p99<1ms is not met: No jitter has "},
		{"for one strategy", []string{"run", small, "-r", "Full jitter:attempts>1", "-r", "full:attempts<1"}, "", bad, "", "full:attempts<1 is not met: Full jitter has "},
		{"in the share of requests", []string{"run", small, "attempts=1", "-r", "gave-up<1%", "-q"}, "", bad, "", ", 62.0 %"},
		{"of a figure that the run has none of", []string{"run", small, "-r", "recovery<1h"}, "", bad, "", "Full jitter has none"},
		{"JSON stays JSON", []string{"run", small, "-f", "json", "-r", "attempts<1"}, "", bad, `{"engine":`, "is not met"},
		{"all that is wrong with them", []string{"run", "-r", "p59<1s,lost<few,fll:lost=0,lost"}, "", misuse, "", "“p59” (did you mean p50?)|“few” is no value of lost|“fll” (did you mean full?)|--require=lost: Write a figure"},

		{"delays", []string{"policy", "base=1s&cap=4s&attempts=4&strategies=exponential"}, "", good, "No jitter; from retry 3 on the cap of 4 s bounds it|100 % wait 2 s", ""},
		{"delays of one", []string{"policy", "-s", "full"}, "", good, "Full jitter", ""},
		{"delays as CSV", []string{"policy", "--format", "csv", "strategies=fixed", "base=1s"}, "", good, "fixed,,1,1000,1000,1000,1000,1000,1000,1,1000,0", ""},
		{"delays as JSON", []string{"policy", "-f", "json"}, "", good, `"delay_p50_ms":`, ""},
		{"delays of none", []string{"policy", "-s", "fixed"}, "", misuse, "", "--strategy=fixed: The run has no strategy “fixed”"},
		{"no retry", []string{"policy", "attempts=1&strategies=full"}, "", good, "It never retries.", ""},
		{"a library that waits otherwise after a rejection", []string{"policy", "strategies=lib:aws-sdk-js-v3"}, "", good, "after a rejection|after any other failure", ""},

		{"two scenarios", []string{"compare", small, faster}, "", good, "2 against 1: |change|better|Over 20 runs|95 % done s", ""},
		{"three", []string{"compare", small, faster, "clients=50&rate=80"}, "", good, "2 against 1: |3 against 1: ", ""},
		{"two strategies", []string{"compare", small + "&strategies=exponential", small + "&strategies=full"}, "", good, "2 against 1: Full jitter, and 1 has No jitter.", ""},
		{"the same", []string{"compare", small, small}, "", good, "Both runs are the same|No figure differs in any run.", ""},
		{"as JSON", []string{"compare", "-f", "json", small, faster}, "", good, `{"engine":|"verdict":"better"`, ""},
		{"as CSV", []string{"compare", "-f", "csv", small, faster}, "", good, "scenario,strategy,figure|,better", ""},
		{"one alone", []string{"compare", small}, "", misuse, "", "at least two"},
		{"nothing in common", []string{"compare", "strategies=full,equal", "strategies=fixed"}, "", misuse, "", "no strategy in both links"},

		{"a configuration, line by line", []string{"import", "testdata/envoy.yaml"}, "", good, "Read as Envoy.|12            num_retries: 3 |3 retries are 4 attempts|Besides:|backofflab run 'strategies=client:envoy(", ""},
		{"from the input", []string{"import", "-"}, grpcText, good, "Read as gRPC service config.|Lost, because no scenario can say it:|Line 1: surprise", ""},
		{"as JSON", []string{"import", "-", "-f", "json"}, grpcText, good, `"format":"grpc"|"kind":"lost"`, ""},
		{"losses that count", []string{"import", "-", "--strict"}, grpcText, bad, "Lost, ", ""},
		{"none that do", []string{"import", "testdata/envoy.yaml", "--strict"}, "", good, "Read as", ""},
		{"simulated", []string{"import", "-", "--run", "-r", "lost=0"}, grpcText, bad, "Read as gRPC|95 % done", "lost=0 is not met"},
		{"simulated beside others", []string{"import", "-", "--run", "--into", small, "-f", "csv"}, grpcText, good, "strategy,part_of|\nproportional(|\nfull,", ""},
		{"in place of one", []string{"import", "-", "--into", small, "--replaces", "full"}, grpcText, good, "strategies=exponential,equal,decorrelated,proportional(", ""},
		{"in place of none", []string{"import", "-", "--into", small, "--replaces", "fixed"}, grpcText, misuse, "", "replaces=fixed: "},
		{"a format that is said", []string{"import", "-", "--from", "grpc"}, grpcText, good, "Read as gRPC", ""},
		{"one that is misspelt", []string{"import", "-", "--from", "grcp"}, grpcText, misuse, "", "--from=grcp: There is no such format. Did you mean grpc?"},
		{"one that there is not", []string{"import", "-", "--from", "word"}, grpcText, misuse, "", "format=word: "},
		{"CSV of what is not simulated", []string{"import", "-", "-f", "csv"}, grpcText, misuse, "", "--format=csv: "},
		{"no configuration", []string{"import", "-"}, "Hello", misuse, "", "text: None of the formats"},
		{"no text", []string{"import", "-"}, "", misuse, "", "text: There is no text"},
		{"no file", []string{"import", "/no/such/file"}, "", misuse, "", "no such file"},
		{"a folder", []string{"import", "testdata"}, "", misuse, "", "is a directory"},
		{"nothing to import", []string{"import"}, "", misuse, "", "one file"},
		{"too much", []string{"import", "-"}, strings.Repeat("x", 10<<20), misuse, "", "text: The text has 10 485 760 bytes; at most 262 144 are read."},
		{"another encoding", []string{"import", "-"}, "caf\xe9: 1", misuse, "", "text: Byte 4 is not UTF-8"},

		{"code", []string{"export", "strategies=full&base=200ms&cap=10s", "--to", "cenkalti"}, "", good, "MaxInterval:         5 * time.Second", "backofflab export: "},
		{"a configuration", []string{"export", "--strategy", "equal", "-t", "grpc"}, "", good, `"maxAttempts": 5`, "export: Max attempts: 5 in gRPC service config, 20 here."},
		{"losses that count", []string{"export", "-t", "grpc", "--strict"}, "", bad, "maxAttempts", "gRPC"},
		{"as JSON", []string{"export", "-t", "grpc", "-f", "json"}, "", good, `"format":"grpc"`, ""},
		{"all of them", []string{"export", "strategies=full"}, "", good, "How close formats come to Full jitter|grpc", ""},
		{"the list", []string{"export", "--list"}, "", good, "grpc |gRPC service config", ""},
		{"the list as JSON", []string{"export", "--list", "-f", "json"}, "", good, `{"formats":`, ""},
		{"a misspelt format", []string{"export", "--to", "cenkalty"}, "", misuse, "", "--to=cenkalty: There is no such format. Did you mean cenkalti?"},
		{"no format", []string{"export", "--to", "word"}, "", misuse, "", "format=word: There is no such format to write."},
		{"no strategy", []string{"export", "--to", "grpc", "-s", "fixed"}, "", misuse, "", "--strategy=fixed: "},

		{"published results", []string{"proof"}, "", good, "V10", ""},
		{"one of them", []string{"proof", "v1"}, "", good, "V1 |Theirs", ""},
		{"as JSON", []string{"proof", "V1", "-f", "json"}, "", good, `{"id":"V1"`, ""},
		{"none", []string{"proof", "V99"}, "", misuse, "", "no result \"V99\""},

		{"help", []string{"run", "--help"}, "", good, "--require|Examples:", ""},
		{"nothing at all", nil, "", misuse, "", "Available Commands"},
	} {
		got := call(t, tt.input, tt.args...)
		if got.status != tt.status {
			t.Errorf("%s: status %d, want %d\n%s%s", tt.shows, got.status, tt.status, got.out, got.err)
		}
		for want, in := range map[string]string{tt.out: got.out, tt.err: got.err} {
			for part := range strings.SplitSeq(want, "|") {
				if !strings.Contains(in, part) {
					t.Errorf("%s: %q is not in\n%s", tt.shows, part, in)
				}
			}
		}
		if tt.status == good && tt.err == "" && got.err != "" || tt.status > bad && got.out != "" {
			t.Errorf("%s: says besides\n%s%s", tt.shows, got.out, got.err)
		}
	}
}

// startServer serves a lab as cmd/server does.
func startServer(t *testing.T, change func(*api.Config)) string {
	t.Helper()
	config := api.DefaultConfig()
	change(&config)
	server := api.New(config)
	ts := httptest.NewUnstartedServer(nil)
	ts.Config = server.HTTP()
	ts.Start()
	t.Cleanup(func() { server.Close(); ts.Close() })
	return ts.URL
}

// Whoever answers, the program says the same and ends the same.
func TestServerAnswersAlike(t *testing.T) {
	url := startServer(t, func(*api.Config) {})
	for _, args := range [][]string{
		{"run", small}, {"run", small, "-f", "json"}, {"run", small, "-f", "csv"}, {"run", small, "--watch"},
		{"run", "strategies=exponential@50/full@50,full(attempts=3)>equal&clients=60&runs=3"},
		{"run", small, "-r", "p99<1ms"}, {"run", "clients=0"}, {"run", "nobody"},
		{"policy", small}, {"policy", small, "-f", "csv"}, {"policy", small, "-f", "json"},
		{"compare", small, faster}, {"compare", small, faster, "-f", "json"},
		{"import", "-"}, {"import", "testdata/envoy.yaml", "-f", "json"}, {"import", "-", "--into", small, "--run"}, {"import", "-", "--from", "word"}, {"import", "-", "--into", small, "--replaces", "fixed"},
		{"import", "testdata/latin1.txt"}, {"export", "-t", "grpc"}, {"export", "-t", "grpc", "-s", "full", "-f", "json"}, {"export", small}, {"export", "--list"}, {"export", "-t", "word"},
		{"compare", "clients=50&runs=3", "clients=50&rate=30"},
	} {
		here, there := call(t, grpcText, args...), call(t, grpcText, append(args, "--server", url)...)
		there.out = strings.ReplaceAll(there.out, url, "") // links are there of the server
		if here != there {
			t.Errorf("%q:\n%+v\nand by a server\n%+v", args, here, there)
		}
	}
}

// What a server refuses is told as what is refused here.
func TestServerRefuses(t *testing.T) {
	url := startServer(t, func(c *api.Config) { c.RunAttempts = 100 })
	here, there := call(t, "", "run", small, "--max-attempts", "100"), call(t, "", "run", small, "--server", url)
	if there.status != failed || here != there {
		t.Errorf("%+v\nand by a server\n%+v", here, there)
	}
	if got := call(t, "", "run", "--server", url+"/help"); got.status != failed && got.status != misuse || got.out != "" {
		t.Errorf("what is no lab: %+v", got)
	}
}

// The address of the server may be in the environment.
func TestServerOfTheEnvironment(t *testing.T) {
	var out, errs bytes.Buffer
	p := &program{in: strings.NewReader(""), out: &out, err: &errs, env: func(name string) string {
		return map[string]string{"BACKOFFLAB_SERVER": "http://127.0.0.1:1"}[name]
	}}
	if status := p.run(context.Background(), []string{"policy"}); status != failed || !strings.Contains(errs.String(), "127.0.0.1:1 does not answer") {
		t.Errorf("status %d: %s", status, errs.String())
	}
}

// Ctrl C ends a run that would take minutes.
func TestStopped(t *testing.T) {
	var out, errs bytes.Buffer
	p := &program{in: strings.NewReader(""), out: &out, err: &errs, env: func(string) string { return "" }}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if status := p.run(ctx, []string{"run", "clients=100000&rate=1"}); status != interrupted || errs.String() != "backofflab run: stopped\n" || out.Len() > 0 {
		t.Errorf("status %d: %q", status, errs.String())
	}
}
