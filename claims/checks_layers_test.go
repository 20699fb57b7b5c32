package claims

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/retry/library"
)

// layersIn are the keys of the layers of a strategy, the outermost first.
func layersIn(strategy string) []string { return strings.Split(strategy, ">") }

var ownAttempts = regexp.MustCompile(`[( ]attempts=(\d+)`)

// attemptsOf is how many attempts a layer makes at most.
func (s settings) attemptsOf(layer string) int {
	if m := ownAttempts.FindStringSubmatch(layer); m != nil {
		n, _ := strconv.Atoi(m[1])
		return n
	}
	name, _, _ := strings.Cut(layer, "(")
	if client, whole := library.ClientOf(name); whole {
		return client.Attempts
	}
	if name == "list" && s.is("delays-then", "end") {
		return min(s.count("attempts"), len(strings.Split(s.text("delays"), ","))+1)
	}
	return s.count("attempts")
}

// callsOf is the product of the attempts of the layers of a strategy, and its factors.
func (s settings) callsOf(strategy string) (calls int, factors []string) {
	calls = 1
	for _, layer := range layersIn(strategy) {
		n := s.attemptsOf(layer)
		calls *= n
		factors = append(factors, strconv.Itoa(n))
	}
	return calls, factors
}

// multiplies: the attempts of the layers of a strategy, and their product.
func multiplies(chain, product, calls string) check {
	return func(c *claim) {
		c.has(product)
		c.has(calls)
		c.has(chain)
		said := strings.Join(strings.Split(c.groups[product], " × "), "×")
		for _, fleet := range c.run.Results {
			for part := range strings.SplitSeq(fleet.Strategy, "/") {
				strategy, _, _ := strings.Cut(part, "@")
				n, factors := c.run.Scenario.callsOf(strategy)
				if len(factors) > 1 && strings.Join(factors, "×") == said && figureOf(c.groups[calls]).isCount(float64(n)) {
					return
				}
			}
		}
		c.fault("number", "no strategy has such layers")
	}
}

var madeForm = regexp.MustCompile(`(\d+) attempts? of `)

// layersMade: what each layer of the fleet made that has the most calls for a request.
func layersMade(requests, layers, chain, calls string) check {
	return func(c *claim) {
		for _, group := range []string{requests, layers, calls} {
			c.has(group)
		}
		var most *fleet
		several := 0
		for _, f := range c.run.Results {
			if len(f.Layers) == 0 || f.Attempts <= f.Requests {
				continue
			}
			if several++; most == nil || f.Amplification > most.Amplification {
				most = f
			}
		}
		if most == nil {
			c.fault("missing", "no fleet has layers")
			return
		}
		if c.has(chain) != (several > 1) || several > 1 && !slices.Contains(c.named(strings.TrimPrefix(c.groups[chain], "with ")), most) {
			c.fault("name", "it is %s", most.name)
		}
		if !figureOf(c.groups[requests]).isCount(float64(most.Requests)) {
			c.fault("number", "there are %d requests", most.Requests)
		}
		var made []string
		for _, m := range madeForm.FindAllStringSubmatch(c.groups[layers], -1) {
			made = append(made, m[1])
		}
		var want []string
		for _, l := range most.Layers {
			want = append(want, strconv.Itoa(l.Attempts))
		}
		if !slices.Equal(made, want) {
			c.fault("number", "the layers made %s", strings.Join(want, ", "))
		}
		if n, _ := c.run.Scenario.callsOf(most.Strategy); !figureOf(c.groups[calls]).isCount(float64(n)) {
			c.fault("number", "it is %d", n)
		}
	}
}

// silenced is the fleet of a later run of which one layer makes a single attempt: the layer
// that is told, and no other, and nothing else of it.
func (c *claim) silenced(after *run, before *fleet) *fleet {
	place := regexp.MustCompile(`^(?:If the|With one) (\w+) (?:layer|attempt)`).FindStringSubmatch(c.text)[1]
	layers := layersIn(before.Strategy)
	i := map[string]int{"outermost": 0, "second": 1, "third": 2, "innermost": len(layers) - 1}[place]
	for _, f := range after.Results {
		others := layersIn(f.Strategy)
		if len(others) == len(layers) && after.Scenario.attemptsOf(others[i]) == 1 && slices.Equal(others[:i], layers[:i]) && slices.Equal(others[i+1:], layers[i+1:]) {
			return f
		}
	}
	return nil
}

// ownSettings: it is said where a strategy has settings of its own, and not elsewhere.
func ownSettings(c *claim) {
	own := slices.ContainsFunc(c.run.Results, func(f *fleet) bool { return strings.Contains(f.Strategy, "(") })
	whole, _ := c.run.wholeClients()
	own = own || slices.ContainsFunc(whole, func(layer string) bool {
		rules, _ := library.ClientOf(layer)
		return rules.Timeout > 0 || rules.Total > 0
	})
	if own != strings.HasPrefix(c.text, "Unless") {
		c.fault("word", "settings of their own: %v", own)
	}
}

// layersDrawn are the layers of all strategies of the run, those in mixes too.
func (r *run) layersDrawn() (layers []string) {
	for _, f := range r.Results {
		for part := range strings.SplitSeq(f.Strategy, "/") {
			strategy, _, _ := strings.Cut(part, "@")
			layers = append(layers, layersIn(strategy)...)
		}
	}
	return layers
}

// wholeClients are the layers that are whole clients, and whether there are others.
func (r *run) wholeClients() (whole []string, others bool) {
	for _, layer := range r.layersDrawn() {
		if strings.HasPrefix(layer, "client:") {
			whole = append(whole, layer)
		} else {
			others = true
		}
	}
	return whole, others
}

// rulesForm is what is said of a whole client after its attempts.
var rulesForm = regexp.MustCompile(`^(?:(?:,| and) starts none later than (` + timeForm + `) after the first)?(?:(?:,| and) waits (` + timeForm + `) for an answer)?` +
	`(?:(?:,| and) hangs up (` + timeForm + `) after its request began)?(?:(?:,| and) (.*))?$`)

// wholeClient: what a library's whole client does by its own rules.
func wholeClient(client, attempts, said string) check {
	return func(c *claim) {
		for _, group := range []string{client, attempts, said} {
			c.has(group)
		}
		m := rulesForm.FindStringSubmatch(c.groups[said])
		whole, _ := c.run.wholeClients()
		for _, layer := range whole {
			name, _, _ := strings.Cut(layer, "(")
			rules, _ := library.ClientOf(name)
			for _, kind := range library.Clients() {
				own, _, _ := strings.Cut(kind.Name, ",")
				if kind.Key != name || own != c.groups[client] || c.groups[attempts] != "" && !figureOf(c.groups[attempts]).isCount(float64(c.run.Scenario.attemptsOf(layer))) {
					continue
				}
				for i, rule := range []struct {
					what string
					is   time.Duration
				}{{"deadline", rules.Deadline}, {"timeout", rules.Timeout}, {"total timeout", rules.Total}} {
					if told := m[i+1]; (told == "") != (rule.is == 0) || told != "" && !figureOf(told).shows(float64(rule.is)/1e6) {
						c.fault("number", "its %s is %v", rule.what, rule.is)
					}
				}
				c.holdHeader(withRules(c.run.Scenario, rules), c.holdOwnGuards(rules, m[4]))
				return
			}
		}
		c.fault("name", "no strategy is this client with these attempts")
	}
}

var ownGuardsForm = regexp.MustCompile(`^(?:has|shares) .*?\)(?: with (\d+) others?)?(?:,? and |, )?`)

// holdOwnGuards holds what is said of the guards that a whole client has by itself, and
// returns what follows.
func (c *claim) holdOwnGuards(rules library.Client, text string) string {
	m := ownGuardsForm.FindStringSubmatch(text)
	var set, named []string
	for _, key := range []string{rules.Budget, rules.Throttle} {
		if key != "" {
			set = append(set, key)
		}
	}
	if m == nil {
		if len(set) > 0 {
			c.fault("word", "it has %s", strings.Join(set, ", "))
		}
		return text
	}
	for _, m := range guardForm.FindAllStringSubmatch(m[0], -1) {
		named = append(named, m[1])
	}
	if !slices.Equal(set, named) {
		c.fault("word", "its guards are %s", strings.Join(set, ", "))
	}
	if n := min(c.run.Scenario.count("process"), c.run.Scenario.count("clients")) - 1; m[1] == "" && n > 0 || m[1] != "" && !figureOf(m[1]).isCount(float64(n)) {
		c.fault("number", "a process has %d others", n)
	}
	return text[len(m[0]):]
}

// withRules are the settings as a whole client has them.
func withRules(s settings, rules library.Client) settings {
	s = maps.Clone(s)
	s["honour"], s["honour-limit"], s["honour-over"] = rules.RetryAfter, rules.Limit.String(), "ignore"
	if rules.GiveUp {
		s["honour-over"] = "give-up"
	}
	if rules.Clamp {
		s["honour-over"] = "clamp"
	}
	if rules.Share > 0 {
		s["honour-jitter"] = rules.Share
	}
	return s
}

// holdOthers holds what is said of clients, in one sentence with all else, about Retry-After.
// Where there are whole clients it stands in a sentence of its own.
func (c *claim) holdOthers(header string) {
	if whole, _ := c.run.wholeClients(); len(whole) == 0 {
		c.holdHeader(c.run.Scenario, header)
	} else if header != "" {
		c.fault("word", "some clients have rules of their own")
	}
}

// othersHear: what clients without rules of their own make of Retry-After.
func othersHear(header string) check {
	return func(c *claim) {
		c.has(header)
		if whole, others := c.run.wholeClients(); len(whole) == 0 || !others {
			c.fault("word", "whole clients: %v, others: %v", whole, others)
		}
		c.holdHeader(c.run.Scenario, c.groups[header])
	}
}

// retries reports whether any client of a fleet may make more than one attempt.
func (s settings) retries(f *fleet) bool {
	for part := range strings.SplitSeq(f.Strategy, "/") {
		strategy, _, _ := strings.Cut(part, "@")
		if calls, _ := s.callsOf(strategy); calls > 1 {
			return true
		}
	}
	return false
}
