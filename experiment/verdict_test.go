package experiment

import (
	"reflect"
	"testing"
	"time"
)

// manySeeds repeats one score over so many seeds, with a little noise in its time and waste
// that no two fleets share.
func manySeeds(s Score, seeds int) []Score {
	all := make([]Score, seeds)
	for i := range all {
		all[i] = s
		if s.Done != Never {
			all[i].Done += time.Duration(i) * time.Millisecond
		}
	}
	return all
}

// except changes the score of a fleet under some seeds.
func except(scores []Score, change func(*Score), seeds ...int) []Score {
	for _, i := range seeds {
		change(&scores[i])
	}
	return scores
}

func TestJudge(t *testing.T) {
	s := func(done time.Duration, wasted, wave int) Score {
		return Score{Requests: 100, Done: done * time.Second, Wasted: wasted, Wave: wave}
	}
	loses := func(n int, s Score) Score { s.Lost = n; return s }
	never := func(s Score) Score { s.Done = Never; return s }
	none := Standing{Behind: -1}
	for _, tt := range []struct {
		shows  string
		fleets []Score
		seeds  int
		change func([][]Score)
		want   Verdict
	}{
		{"a fleet is before another in every seed", []Score{s(60, 800, 70), s(10, 600, 20)}, 20, nil,
			Verdict{20, []int{0, 1}, [Measures]Standing{none, {true, []int{1}, 0, 20}, {true, []int{1}, 0, 20}, {true, []int{1}, 0, 20}}}},
		{"those without a clear difference are ahead together", []Score{s(60, 800, 70), s(10, 600, 20), s(10, 590, 21)}, 20, nil,
			Verdict{20, []int{0, 1, 2}, [Measures]Standing{none, {true, []int{1, 2}, 0, 20}, {true, []int{1, 2}, 0, 20}, {true, []int{1, 2}, 0, 20}}}},
		{"one that trades time for waste", []Score{s(60, 800, 50), s(10, 600, 50), s(13, 500, 50)}, 20, nil,
			Verdict{20, []int{0, 1, 2}, [Measures]Standing{none, {true, []int{1}, 0, 20}, {true, []int{2}, 0, 20}, none}}},
		{"who lost more is never ahead", []Score{loses(50, s(1, 10, 1)), s(10, 600, 20), s(20, 900, 90)}, 20, nil,
			Verdict{20, []int{1, 2}, [Measures]Standing{{true, []int{1, 2}, 0, 20}, {true, []int{1}, 2, 20}, {true, []int{1}, 2, 20}, {true, []int{1}, 2, 20}}}},
		{"nor who lost one more in the run that is shown", []Score{loses(0, s(1, 10, 1)), s(10, 600, 20)}, 20,
			func(all [][]Score) { all[0][0].Lost = 1 },
			Verdict{20, []int{1}, [Measures]Standing{none, none, none, none}}},
		{"nor who loses more under the other seeds", []Score{loses(1, s(1, 10, 1)), s(10, 600, 20)}, 20,
			func(all [][]Score) { all[0][0].Lost = 0 },
			Verdict{20, []int{1}, [Measures]Standing{none, none, none, none}}},
		{"never is after everything", []Score{never(loses(10, s(0, 1, 1))), s(10, 100, 1)}, 20, nil,
			Verdict{20, []int{1}, [Measures]Standing{{true, []int{1}, 0, 20}, {true, []int{1}, 0, 20}, none, none}}},
		{"a difference of 4 % does not matter", []Score{s(100, 100, 100), s(96, 96, 96)}, 20, nil,
			Verdict{20, []int{0, 1}, [Measures]Standing{none, none, none, none}}},
		{"15 of 20 seeds are enough", []Score{s(20, 1, 1), s(10, 1, 1)}, 20,
			func(all [][]Score) { except(all[1], func(s *Score) { s.Done = time.Hour }, 1, 2, 3, 4, 5) },
			Verdict{20, []int{0, 1}, [Measures]Standing{none, {true, []int{1}, 0, 15}, none, none}}},
		{"14 are not", []Score{s(20, 1, 1), s(10, 1, 1)}, 20,
			func(all [][]Score) { except(all[1], func(s *Score) { s.Done = time.Hour }, 1, 2, 3, 4, 5, 6) },
			Verdict{20, []int{0, 1}, [Measures]Standing{none, none, none, none}}},
		{"a run that disagrees with the other seeds says nothing", []Score{s(20, 1, 1), s(10, 1, 1)}, 20,
			func(all [][]Score) { except(all[1], func(s *Score) { s.Done = time.Hour }, 0) },
			Verdict{20, []int{0, 1}, [Measures]Standing{none, none, none, none}}},
		{"one seed", []Score{s(20, 100, 1), s(10, 95, 1)}, 1, nil,
			Verdict{1, []int{0, 1}, [Measures]Standing{none, {true, []int{1}, 0, 1}, none, none}}},
		{"a fleet alone", []Score{s(20, 100, 1)}, 20, nil, Verdict{20, []int{0}, [Measures]Standing{none, none, none, none}}},
		{"all the same", []Score{s(20, 100, 1), s(20, 100, 1)}, 20, nil,
			Verdict{20, []int{0, 1}, [Measures]Standing{none, none, none, none}}},
		{"no requests at all", []Score{{}, {}}, 20, nil,
			Verdict{20, []int{0, 1}, [Measures]Standing{none, none, none, none}}},
	} {
		var all [][]Score
		for _, f := range tt.fleets {
			all = append(all, manySeeds(f, tt.seeds))
		}
		if tt.change != nil {
			tt.change(all)
		}
		if got := Judge(all); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", tt.shows, got, tt.want)
		}
	}
}

func TestVerdictLeads(t *testing.T) {
	clear := func(ahead ...int) Standing { return Standing{Clear: true, Ahead: ahead} }
	for _, tt := range []struct {
		shows    string
		standing [Measures]Standing
		lead     Measure
		tradeOff Measure
		none     bool // no lead
		plain    bool // no trade-off
	}{
		{shows: "nothing is clear", none: true, plain: true},
		{shows: "time leads", standing: [Measures]Standing{ByTime: clear(1)}, lead: ByTime, plain: true},
		{shows: "loss comes first", standing: [Measures]Standing{ByLost: clear(1), ByTime: clear(2)}, lead: ByLost, tradeOff: ByTime},
		{shows: "the same fleet is ahead in all", standing: [Measures]Standing{ByTime: clear(1), ByWaste: clear(1), ByWaves: clear(1)}, lead: ByTime, plain: true},
		{shows: "another wastes least", standing: [Measures]Standing{ByTime: clear(1, 2), ByWaste: clear(3)}, lead: ByTime, tradeOff: ByWaste},
		{shows: "another has the smaller waves", standing: [Measures]Standing{ByTime: clear(1), ByWaste: clear(1), ByWaves: clear(0)}, lead: ByTime, tradeOff: ByWaves},
	} {
		v := Verdict{Standing: tt.standing}
		lead, ok := v.Lead()
		if ok == tt.none || lead != tt.lead {
			t.Errorf("%s: %v, %v leads", tt.shows, lead, ok)
		}
		if m, ok := v.TradeOff(lead); ok == tt.plain || m != tt.tradeOff {
			t.Errorf("%s: the trade-off is %v, %v", tt.shows, m, ok)
		}
	}
}
