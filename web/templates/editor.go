package templates

import (
	"strconv"

	"github.com/a-h/templ"

	"backofflab/web/templates/chart"
)

// strategyPath is the page on which a strategy is taken apart.
const strategyPath = chart.StrategyPage

const editorLead = "One strategy of the run, taken apart: its layers, their own settings, its shares."

// Editor is one of the strategies that are compared, to be changed.
type Editor struct {
	Static   string // URL prefix of the static files, without a slash at the end
	Back     string // address of the run
	Query    string // of the link that the strategy is in, canonical
	Strategy chart.Strategy
	All      string // the strategies of the link as links write them, this one with its changes
	Parts    []EditorPart
	AddPart  bool   // there may be one more
	Problem  string // why the strategy cannot be like that; "" where it can
	Wrong    bool   // there is a problem, here or at a setting
}

// EditorPart is a part of a mix, or the whole of a strategy that is none.
type EditorPart struct {
	ID       string // "0"
	Name     string
	Share    string // in per cent; "" where it is no mix
	Problem  string // what is wrong with the share
	Layers   []EditorLayer
	AddLayer bool
	Calls    string // how many calls the layers multiply to; "" of one layer
}

// EditorLayer is a layer of a part.
type EditorLayer struct {
	ID       string // "0.1"
	Place    string // "Outermost layer"; "" where there is one alone
	First    bool
	Last     bool
	Strategy string // its key
	Groups   []EditorKinds
	Formula  string          // of a strategy of the lab's own
	Rules    []EditorRule    // of a library
	Whose    string          // "the library's (openai-python 3.3.1)"
	Source   string          // where that is read
	Shown    []EditorSetting // settings of its own, and those that are set most
	More     []EditorSetting
}

// EditorKinds are strategies that a layer may have.
type EditorKinds struct {
	Title   string
	Choices []Choice
}

// EditorRule is what a library's client does in one respect.
type EditorRule struct {
	Text string
	Own  bool // the layer has it its own way
}

// EditorSetting is a setting that a layer may have of its own.
type EditorSetting struct {
	Name, Label, Unit, Help string
	Value                   string // its own, as links write it, or what was typed; of a list what holds; "": none
	Shown                   string // the same for people
	Inherits                string // what it has otherwise, and of whom: "20, the scenario's"
	Choices                 []Choice
	List                    bool
	Own                     bool
	Problem                 string
}

func (e Editor) shell() Shell {
	return Shell{Static: e.Static, Title: e.Strategy.Name + " · Backoff Lab", Lead: editorLead, Sheet: "strategy", Action: Places(strategyPath), Foot: templ.NopComponent}
}

// mixed reports whether the strategy is a mix.
func (e Editor) mixed() bool { return len(e.Parts) > 1 }

// several reports whether a part has more than one layer.
func (p EditorPart) several() bool { return len(p.Layers) > 1 }

// moreWords say how many settings are folded away.
func (l EditorLayer) moreWords() string { return strconv.Itoa(len(l.More)) }

// state tells a script of the page what the strategy is by now.
func (e Editor) state() templ.Attributes {
	return templ.Attributes{"data-key": e.Strategy.Key, "data-all": e.All, "data-query": e.Query, "data-wrong": e.Wrong}
}

func (c EditorSetting) invalid() templ.Attributes {
	if c.Problem == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true"}
}
