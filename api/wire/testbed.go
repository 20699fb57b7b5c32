package wire

import (
	"time"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/testbed"
)

// TestbedAnswer is what GET /api/v1/testbed/KEY answers: what real clients did, and what was
// forecast. The same figures have the same names as in a run.
type TestbedAnswer struct {
	Key      string            `json:"key"`
	Query    string            `json:"query"`
	Scenario scenario.Scenario `json:"scenario"`
	Family   string            `json:"family"`
	Tell     string            `json:"tell"`
	Script   ScriptAccount     `json:"script"`

	Began     time.Time  `json:"began"`
	Ends      time.Time  `json:"ends"`
	Ended     bool       `json:"ended"`
	FirstCall *time.Time `json:"first_call"` // where time begins; null before it
	ElapsedMS float64    `json:"elapsed_ms"`

	Measured   Object        `json:"measured"`
	EarlyCalls int           `json:"early_calls"` // attempts before the Retry-After of the answer before was over
	Clients    []ClientCalls `json:"clients"`
	Refused    Refused       `json:"refused"`

	Forecast  Object      `json:"forecast"`
	Forecasts Replication `json:"forecasts"` // over other seeds
}

// ScriptAccount says what became of scripted answers.
type ScriptAccount struct {
	Text     string     `json:"text"`
	Consumed int        `json:"consumed"`
	Left     int        `json:"left"`
	Account  []Consumed `json:"account"`
}

// Consumed is a scripted answer that an attempt got.
type Consumed struct {
	Step string  `json:"step"`
	Who  string  `json:"who"`
	AtMS float64 `json:"at_ms"`
}

func accountOf(state testbed.ScriptState) ScriptAccount {
	account := ScriptAccount{state.Text, state.Consumed, state.Left, []Consumed{}}
	for _, c := range state.Account {
		account.Account = append(account.Account, Consumed{c.Text, c.Who, InMS(c.At)})
	}
	return account
}

// ClientCalls is what one client did.
type ClientCalls struct {
	Who      string  `json:"who"`
	Attempts int     `json:"attempts"`
	Served   int     `json:"served"`
	Early    int     `json:"early_calls"`
	FirstMS  float64 `json:"first_ms"`
	LastMS   float64 `json:"last_ms"`
}

// Refused counts the requests that a bound of the testbed refused; they are not measured.
type Refused struct {
	Rate     int `json:"rate"`
	Requests int `json:"requests"`
	Held     int `json:"held"`
	Long     int `json:"long"`
	Body     int `json:"body"`
	Origin   int `json:"origin"`
}

// TestbedOf is one now, beside its forecast.
func TestbedOf(key string, c testbed.Config, now testbed.Snapshot, forecast experiment.Outcome) TestbedAnswer {
	answer := TestbedAnswer{
		Key: key, Query: c.Scenario.Query(), Scenario: c.Scenario, Family: string(c.Family), Tell: c.Tell.String(), Script: accountOf(now.Script),
		Began: now.Began, Ends: now.Ends, Ended: now.Ended, ElapsedMS: InMS(now.Elapsed),
		Measured: FullResultOf(now.Result), EarlyCalls: now.Early, Clients: []ClientCalls{}, Refused: Refused(now.Bounds),
		Forecast: FullResultOf(forecast.Results[0]), Forecasts: ReplicationOf(forecast.Spreads[0]),
	}
	if !now.Started.IsZero() {
		answer.FirstCall = &now.Started
	}
	for _, row := range now.Clients {
		answer.Clients = append(answer.Clients, ClientCalls{row.Who, row.Attempts, row.Served, row.Early, InMS(row.First), InMS(row.Last)})
	}
	return answer
}
