package fit

import (
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/retry/library"
)

// measuredDelays draws delays as a library was measured to make them: evenly between the
// quantiles of each retry, and its most common value as often as that was seen.
type measuredDelays [][]point

// point is a quantile: the share of the delays up to a delay.
type point struct {
	share float64
	delay time.Duration
}

// Delay is the quantile of a draw.
func (m measuredDelays) Delay(k int, _ time.Duration, u float64) (delay, next time.Duration) {
	points := m[k-1]
	for i := 1; i < len(points); i++ {
		if a, b := points[i-1], points[i]; u <= b.share {
			if b.share <= a.share {
				return a.delay, 0
			}
			return a.delay + time.Duration((u-a.share)/(b.share-a.share)*float64(b.delay-a.delay)), 0
		}
	}
	return points[len(points)-1].delay, 0
}

// walkers are the libraries whose delay depends on the one before: quantiles of one retry do
// not say how.
var walkers = []string{"cockatiel", "cockatiel-ref", "kafkajs", "kafkajs-ref", "k8s-flowcontrol-ref", "polly-v8", "k8s-reflector"}

// stepping are those that draw one of a few values, between which there is nothing.
var stepping = []string{"go-retry-percent"}

// measuredTruths are the libraries as they were measured, in the order of the file.
func measuredTruths(t *testing.T) (all []truth) {
	t.Helper()
	text, err := os.ReadFile("testdata/measured.csv")
	if err != nil {
		t.Fatal(err)
	}
	reader := csv.NewReader(strings.NewReader(string(text)))
	reader.Comment = '#'
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]measuredDelays{}
	left := strings.Join(append(walkers, stepping...), " ") + " "
	for _, row := range rows[1:] {
		if strings.Contains(left, row[0]+" ") {
			continue
		}
		if of[row[0]] == nil {
			all = append(all, truth{key: "lib:" + row[0], retries: 8})
		}
		of[row[0]] = append(of[row[0]], pointsOf(t, row))
	}
	for i := range all {
		all[i].strategy = of[strings.TrimPrefix(all[i].key, "lib:")]
	}
	return all
}

func pointsOf(t *testing.T, row []string) []point {
	value := func(i int) float64 {
		x, err := strconv.ParseFloat(row[i], 64)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	delay := func(i int) time.Duration { return time.Duration(value(i) * float64(time.Millisecond)) }
	low, high, mode := delay(2), delay(6), value(7)
	points := []point{{0, low}, {0.05, delay(3)}, {0.5, delay(4)}, {0.95, delay(5)}, {1, high}}
	switch {
	case mode < 0.02:
	case low == delay(3): // many wait the least
		points = []point{{0, low}, {mode, low}}
		for i, share := range []float64{0.5, 0.95, 1} {
			if share > mode {
				points = append(points, point{share, delay(4 + i)})
			}
		}
	case high == delay(5): // many wait the most
		points = nil
		for i, share := range []float64{0, 0.05, 0.5} {
			if share < 1-mode {
				points = append(points, point{share, delay(2 + i)})
			}
		}
		points = append(points, point{1 - mode, high}, point{1, high})
	}
	return points
}

// lookMeasured tests delays that were measured against the library that made them.
func lookMeasured(of truth, n int, seed uint64) Candidate {
	s := sampleOf(drawn(of.strategy, n, of.retries, precise, seed))
	kind, _ := library.Lookup(of.key)
	return given(Candidate{Key: of.key, strategy: kind.New(retry.Params{})}, s, readings(s, Options{}))
}

// What libraries were measured to wait fits what the lab takes them to wait.
func TestMeasuredLibrariesFit(t *testing.T) {
	total, tests := 0, 0
	for _, of := range measuredTruths(t) {
		for _, n := range []int{5, 20, 200} {
			for i := range 10 {
				tests++
				if c := lookMeasured(of, n, seedOf(of, n, i)); !c.Fits {
					total++
					t.Logf("%s, %d delays: p = %v, %v", of.key, n, c.P, c.Breaks)
				}
			}
		}
	}
	if total > allowed(tests) {
		t.Errorf("%d false alarms in %d tests, at most %d are chance", total, tests, allowed(tests))
	}
}
