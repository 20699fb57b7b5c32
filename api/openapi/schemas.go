package openapi

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"backofflab/api/problem"
	"backofflab/api/wire"
	"backofflab/exchange/form"
	"backofflab/experiment"
	"backofflab/experiment/find"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

// shared are the types of which the document has a schema by name: answers, and what several
// of them have.
var shared = map[reflect.Type]string{
	reflect.TypeFor[scenario.Scenario]():                  "Scenario",
	reflect.TypeFor[wire.Object]():                        "Result",
	reflect.TypeFor[wire.Replication]():                   "Replication",
	reflect.TypeFor[wire.Comparison]():                    "Comparison",
	reflect.TypeFor[wire.Verdict]():                       "Verdict",
	reflect.TypeFor[wire.RunAnswer]():                     "Run",
	reflect.TypeFor[wire.CompareAnswer]():                 "Compared",
	reflect.TypeFor[wire.PolicyAnswer]():                  "Policy",
	reflect.TypeFor[wire.BackoffAnswer]():                 "Backoff",
	reflect.TypeFor[wire.VerifyAsked]():                   "VerifyAsked",
	reflect.TypeFor[wire.VerifyAnswer]():                  "Verified",
	reflect.TypeFor[wire.VerifyCandidate]():               "Candidate",
	reflect.TypeFor[wire.StudyAnswer[wire.SweepAnswer]](): "Sweep",
	reflect.TypeFor[wire.StudyAnswer[find.Outcome]]():     "Search",
	reflect.TypeFor[wire.StudyAnswer[wire.TipAnswer]]():   "Tip",
	reflect.TypeFor[wire.StudyAnswer[wire.SeedsAnswer]](): "Seeds",
	reflect.TypeFor[wire.StudyAnswer[wire.RareAnswer]]():  "Collapse",
	reflect.TypeFor[wire.ReadAnswer]():                    "Read",
	reflect.TypeFor[wire.TraceAnswer]():                   "Trace",
	reflect.TypeFor[wire.AttemptsAnswer]():                "Attempts",
	reflect.TypeFor[wire.TestbedAnswer]():                 "Testbed",
	reflect.TypeFor[wire.ImportAsked]():                   "ImportAsked",
	reflect.TypeFor[wire.ImportAnswer]():                  "Import",
	reflect.TypeFor[wire.ExportAnswer]():                  "Export",
	reflect.TypeFor[wire.FormatsAnswer]():                 "Formats",
	reflect.TypeFor[problem.Problem]():                    "Problem",
}

// ref refers to the schema of a shared type.
func ref(t reflect.Type) *jsonschema.Schema {
	return &jsonschema.Schema{Ref: "#/components/schemas/" + shared[t]}
}

// schemas are those of the shared types.
func schemas() map[string]*jsonschema.Schema {
	all := map[string]*jsonschema.Schema{}
	for t, name := range shared {
		switch t {
		case reflect.TypeFor[scenario.Scenario]():
			all[name] = scenarioSchema()
		case reflect.TypeFor[wire.Object]():
			all[name] = resultSchema()
		default:
			all[name] = typeSchema(t)
		}
	}
	return all
}

// typeSchema is a type as its JSON is: lists are never null in the lab's answers, and a
// later version may add members to an object.
func typeSchema(t reflect.Type) *jsonschema.Schema {
	known := map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[experiment.Measure](): wordsSchema(experiment.ByLost, experiment.ByTime, experiment.ByWaste, experiment.ByWaves),
		reflect.TypeFor[form.Kind]():          wordsSchema(form.Understood, form.Assumed, form.Lost),
	}
	for other := range shared {
		if other != t {
			known[other] = ref(other)
		}
	}
	s, err := jsonschema.ForType(t, &jsonschema.ForOptions{TypeSchemas: known})
	if err != nil {
		panic("openapi: " + err.Error())
	}
	loosen(s)
	return s
}

// loosen takes back what the reflection says too strictly of objects and too loosely of lists.
func loosen(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	if slices.Equal(s.Types, []string{"null", "array"}) {
		s.Type, s.Types = "array", nil
	}
	if s.Properties != nil {
		s.AdditionalProperties = nil
	}
	for _, of := range s.Properties {
		loosen(of)
	}
	loosen(s.Items)
	loosen(s.AdditionalProperties)
}

// wordsSchema is a number that JSON writes as one of some words.
func wordsSchema[W fmt.Stringer](all ...W) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string"}
	for _, w := range all {
		s.Enum = append(s.Enum, w.String())
	}
	return s
}

// resultSchema is the outcome of a strategy, of which the table of figures is the larger
// part. The rest is as an example has it.
func resultSchema() *jsonschema.Schema {
	some := &metrics.Histogram{}
	s := objectSchema(wire.FullResultOf(sim.Result{Completion: some, Parts: []sim.Part{{Completion: some}}}))
	s.Description = "What came of one strategy. Times are in milliseconds of virtual time; lists with _per_bin have a member for each bin of bin_ms. A figure that is undefined is null."
	return s
}

func objectSchema(example wire.Object) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "object", Properties: map[string]*jsonschema.Schema{}}
	for key, value := range example.Members() {
		s.PropertyOrder, s.Required = append(s.PropertyOrder, key), append(s.Required, key)
		switch value := value.(type) {
		case []wire.Object:
			s.Properties[key] = &jsonschema.Schema{Type: "array", Items: objectSchema(value[0])}
		default:
			s.Properties[key] = memberSchema(key, value)
		}
	}
	return s
}

// memberSchema is a figure, or else whatever has the type of a value.
func memberSchema(key string, value any) *jsonschema.Schema {
	if i := slices.IndexFunc(experiment.Figures(), func(f experiment.Figure) bool { return f.JSON == key }); i >= 0 {
		return figureSchema(experiment.Figures()[i])
	}
	return typeSchema(reflect.TypeOf(value))
}

func figureSchema(f experiment.Figure) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "number", Description: strings.NewReplacer("{one}", "request", "{many}", "requests", "{Many}", "Requests").Replace(f.Help.Table)}
	if f.Kind == experiment.Count {
		s.Type = "integer"
	}
	if f.Has(experiment.Nullable) {
		s.Types, s.Type = []string{"null", s.Type}, ""
	}
	return s
}
