package chart

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"backofflab/retry"
	"backofflab/retry/library"
	"backofflab/scenario"
)

func TestTones(t *testing.T) {
	for _, c := range []struct {
		what       string
		keys, want []string
	}{
		{"nothing", nil, []string{}},
		{"own strategies are at home", []string{"fixed", "full"}, []string{"vermillion", "green"}},
		{"so are libraries", []string{"full", "lib:stamina"}, []string{"green", "vermillion"}},
		{"an own strategy does not move", []string{"fixed", "lib:stamina"}, []string{"vermillion", "brick"}},
		{"nor does who has no part in it", []string{"lib:cenkalti", "lib:stamina", "lib:undici"}, []string{"brick", "vermillion", "bronze"}},
		{"a mix is of the hue of its largest part", []string{"exponential", "full", "exponential@20/full@80"}, []string{"gold", "green", "leaf"}},
		{"of two alike the second moves", []string{"exponential@20/full@80", "exponential@30/full@70"}, []string{"leaf", "green"}},
		{"a library that nobody gave a home", []string{"lib:new"}, []string{"brick"}},
	} {
		if got := Tones(c.keys); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q have %q, want %q", c.what, c.keys, got, c.want)
		}
	}
}

// Whatever is compared: no two series look alike, the own strategies are at home, and so
// is every series whose home nobody before it has.
func TestTonesAreApart(t *testing.T) {
	var keys []string
	for key := range homes {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	dice := rand.New(rand.NewPCG(1, 1))
	for range 20_000 {
		dice.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
		holdsTones(t, inOrder(keys[:8]))
	}
	for few := range combinations(own(), 8) {
		holdsTones(t, few)
	}
	if got := Tones(keys[:20]); len(got) != 20 || slices.Contains(got, "") {
		t.Errorf("twenty series have %q", got)
	}
}

func own() []string {
	var keys []string
	for key := range ownHomes {
		keys = append(keys, key)
	}
	return keys
}

// inOrder is the order of a scenario's strategies: own ones first.
func inOrder(keys []string) []string {
	keys = slices.Clone(keys)
	slices.SortStableFunc(keys, func(a, b string) int { return order(a) - order(b) })
	return keys
}

func order(key string) int {
	if ownHomes[key] != "" {
		return 0
	}
	return 1
}

// combinations are all selections of n.
func combinations(keys []string, n int) func(func([]string) bool) {
	return func(yield func([]string) bool) {
		for set := range 1 << len(keys) {
			var few []string
			for i, key := range keys {
				if set>>i&1 == 1 {
					few = append(few, key)
				}
			}
			if len(few) == n && !yield(few) {
				return
			}
		}
	}
}

func holdsTones(t *testing.T, keys []string) {
	t.Helper()
	got := Tones(keys)
	for i, key := range keys {
		if slices.Contains(got[:i], got[i]) {
			t.Fatalf("%q have %q", keys, got)
		}
		taken := slices.ContainsFunc(keys[:i], func(other string) bool { return Home(other) == Home(key) })
		if home := got[i] == Home(key); home == taken || ownHomes[key] != "" && !home {
			t.Fatalf("%s has %s: %q have %q", key, got[i], keys, got)
		}
	}
}

// Every tone has a colour in both themes, and the other way round.
func TestTonesHaveColours(t *testing.T) {
	for _, theme := range []Theme{Light(), Dark()} {
		if len(theme.Series) != len(tones) {
			t.Errorf("%d colours for %d tones", len(theme.Series), len(tones))
		}
		for _, tone := range tones {
			if theme.Series[tone] == "" {
				t.Errorf("%s has no colour on %s", tone, theme.Card)
			}
		}
	}
	for key, tone := range homes {
		if !slices.Contains(tones, tone) {
			t.Errorf("%s lives in %s, which is no tone", key, tone)
		}
	}
}

// Each strategy and library has one home, and nobody else does.
func TestEveryKindHasAHome(t *testing.T) {
	kinds := append(retry.Kinds(), library.Kinds()...)
	for _, kind := range kinds {
		if homes[kind.Key] == "" {
			t.Errorf("%s has no home", kind.Key)
		}
	}
	named := len(ownHomes)
	for _, keys := range libraryHomes {
		named += len(strings.Fields(keys))
	}
	if named != len(kinds) {
		t.Errorf("%d homes for %d strategies and libraries", named, len(kinds))
	}
}

// Those that are compared with each other do not have to move.
func TestHomesOfThoseComparedDiffer(t *testing.T) {
	groups := map[string][]string{
		"AWS":             {"lib:aws-sdk-go-v2-standard", "lib:aws-sdk-go-v2-2026", "lib:aws-sdk-js-v3", "lib:aws-sdk-js-v3-legacy", "lib:aws-sdk-java-v2", "lib:botocore-standard", "lib:botocore-2026", "lib:botocore-legacy", "lib:botocore-dynamodb"},
		"language models": {"lib:openai-python", "lib:openai-node", "lib:anthropic-python", "lib:anthropic-typescript", "lib:google-api-core"},
		"own":             own(),
	}
	for _, preset := range scenario.Presets() {
		groups[preset.Key] = preset.Scenario().Strategies
	}
	for _, of := range []string{"avast", "cenkalti", "cockatiel", "failsafe-go", "go-retry", "go-retryablehttp", "got", "grpc", "k8s", "kafka", "ky", "p-retry", "resilience4j", "resty", "spring", "tenacity"} {
		for key := range homes {
			if name := strings.TrimPrefix(key, "lib:"); name == of || strings.HasPrefix(name, of+"-") {
				groups[of] = append(groups[of], key)
			}
		}
	}
	for name, keys := range groups {
		for i, key := range keys {
			alike := func(other string) bool { // a strategy with other settings of its own has the same home
				name, _, own := strings.Cut(key, "(")
				return own && (other == name || strings.HasPrefix(other, name+"("))
			}
			if slices.ContainsFunc(keys[:i], func(other string) bool { return Home(other) == Home(key) && !alike(other) }) {
				t.Errorf("%s: %s has the tone of another of %q", name, key, keys)
			}
		}
	}
	perTone := map[string]int{}
	for _, kind := range library.Kinds() {
		perTone[kind.Language+" "+Home(kind.Key)]++
	}
	for of, n := range perTone {
		if n > 3 {
			t.Errorf("%d of %s", n, of)
		}
	}
}
