package library

import (
	"encoding/csv"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"backofflab/retry"
)

// measurement is one row of testdata/library_delays.csv, which says what it
// holds. A quantile that was not measured is NaN.
type measurement struct {
	retry                     int
	mean, p05, p50, p95, mode float64 // ms, and the share on the most common value
}

const samples = 10_000 // on both sides

// measured reads the measurements of all libraries, by key.
func measured(t *testing.T) map[string][]measurement {
	file, err := os.Open("testdata/library_delays.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.Comment = '#'
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]measurement{}
	for _, row := range rows[1:] {
		number := func(column int) float64 {
			if row[column] == "" {
				return math.NaN()
			}
			v, err := strconv.ParseFloat(row[column], 64)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		all[row[0]] = append(all[row[0]], measurement{
			retry: int(number(1)),
			mean:  number(2), p05: number(3), p50: number(4), p95: number(5), mode: number(6),
		})
	}
	return all
}

// unmeasured are the libraries whose delays were read, not sampled.
var unmeasured = []string{"lib:anthropic-python", "lib:aws-sdk-java-v2", "lib:aws-sdk-js-v3-legacy", "lib:backon", "lib:botocore-2026", "lib:envoy",
	"lib:fetch-proposed", "lib:istio", "lib:k8s-crash-loop", "lib:openai-python", "lib:polly-v8", "lib:sidekiq", "lib:spring-retry", "lib:temporal",
	"lib:tenacity-documented"}

// variants are libraries with parameters of their callers', where those were measured in full.
func variants() map[string]retry.Strategy {
	set := func(key string, own Settings) retry.Strategy {
		kind, _ := Configured("lib:"+key, own)
		return kind.New(retry.Params{})
	}
	of := func(d time.Duration) *time.Duration { return &d }
	one := 1.0
	return map[string]retry.Strategy{
		"avast-full@50ms":  set("avast-full", Settings{Base: of(50 * ms)}),
		"k8s-wait@50ms":    set("k8s-wait-ref", Settings{Base: of(50 * ms), Cap: of(5 * time.Second), Jitter: &one}),
		"resty-v2@2s":      set("resty-v2-ref", Settings{Cap: of(2 * time.Second)}),
		"undici@100ms":     set("undici", Settings{Base: of(100 * ms), Cap: of(10 * time.Second)}),
		"spring-retry@30s": set("spring-retry-ref", Settings{Cap: of(30 * time.Second)}),
	}
}

// The delays of every library against those that its own code was seen to make:
// 10,000 clients here, as many samples there, for retries 1 to 10.
func TestLibrariesAgainstMeasuredDelays(t *testing.T) {
	rows := measured(t)
	var draws [10][]float64
	state := uint64(1)
	for k := range draws {
		for range samples {
			draws[k] = append(draws[k], splitmix(&state))
		}
	}
	compared := 0
	for _, kind := range Kinds() {
		key := strings.TrimPrefix(kind.Key, "lib:")
		if got, want := len(rows[key]) == 0, slices.Contains(unmeasured, kind.Key); got != want {
			t.Errorf("%s: without a measurement: %v, want %v", kind.Key, got, want)
		}
		compareWithMeasured(t, key, kind.New(retry.Params{}), draws, rows[key])
		compared += len(rows[key])
		delete(rows, key)
	}
	for _, kind := range Kinds() {
		if kind.Rejected != nil {
			key := strings.TrimPrefix(kind.Key, "lib:") + "@429"
			compareWithMeasured(t, key, kind.Rejected(retry.Params{}), draws, rows[key])
			compared += len(rows[key])
			delete(rows, key)
		}
	}
	for key, s := range variants() {
		compareWithMeasured(t, key, s, draws, rows[key])
		compared += len(rows[key])
		delete(rows, key)
	}
	if len(rows) != 0 || compared != 56*10+21*2 {
		t.Errorf("%d rows compared, and none of %d series", compared, len(rows))
	}
}

func compareWithMeasured(t *testing.T, key string, s retry.Strategy, draws [10][]float64, rows []measurement) {
	t.Helper()
	memory := make([]time.Duration, samples)
	delays := make([]time.Duration, samples)
	for k := 1; k <= len(draws); k++ {
		for i := range samples {
			delays[i], memory[i] = s.Delay(k, memory[i], draws[k-1][i])
		}
		slices.Sort(delays) // not the memory, which stays in the order of the clients
		for _, want := range rows {
			if want.retry == k {
				compareRow(t, key, delays, want)
			}
		}
	}
}

// compareRow holds one row against sorted samples. The mean may be off by five
// standard errors, those of both sides together, and 0.6 ms for roundings. A
// quantile must lie between the samples five standard deviations of its rank
// below and above, give or take 1 ms. The share on the most common value may be
// off by 0.02.
func compareRow(t *testing.T, key string, sorted []time.Duration, want measurement) {
	t.Helper()
	const n = float64(samples)
	in := func(d time.Duration) float64 { return float64(d) / float64(ms) }
	var sum, squares float64
	for _, d := range sorted {
		sum += in(d)
	}
	mean := sum / n
	run, longestRun := 0, 0
	for i, d := range sorted {
		squares += (in(d) - mean) * (in(d) - mean)
		if i > 0 && d != sorted[i-1] {
			run = 0
		}
		run++
		longestRun = max(longestRun, run)
	}
	if limit := 5*math.Sqrt(2*squares/n/n) + 0.6; math.Abs(mean-want.mean) > limit {
		t.Errorf("%s, retry %d: mean %.3f ms, measured %.3f ± %.3f", key, want.retry, mean, want.mean, limit)
	}
	if share := float64(longestRun) / n; math.Abs(share-want.mode) > 0.02 {
		t.Errorf("%s, retry %d: share on one value %.4f, measured %.4f", key, want.retry, share, want.mode)
	}
	for _, q := range []struct{ p, want float64 }{{0.05, want.p05}, {0.5, want.p50}, {0.95, want.p95}} {
		band := 5*math.Sqrt(2*n*q.p*(1-q.p)) + 1
		low := in(sorted[int(n*q.p-band)]) - 1
		high := in(sorted[int(n*q.p+band)]) + 1
		if q.want < low || q.want > high { // never where it is NaN
			t.Errorf("%s, retry %d: measured p%02.0f %.3f ms, want it in [%.3f, %.3f]", key, want.retry, 100*q.p, q.want, low, high)
		}
	}
}

// splitmix is the next draw of Sebastiano Vigna's SplitMix64, in [0, 1).
func splitmix(state *uint64) float64 {
	*state += 0x9e3779b97f4a7c15
	z := *state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return float64((z^z>>31)>>11) / (1 << 53)
}
