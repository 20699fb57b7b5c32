package claims

import (
	"regexp"
	"strings"
)

// sentence is a text on a page and where it stands.
type sentence struct {
	place string
	text  string
	on    *node
}

// spot is a place of sentences on a page: what they are called in faults, and where they are.
type spot struct {
	place, path string
	whole       bool // it is no prose: a full stop ends no sentence
}

// spots are all places of a page in which something is said about its run.
var spots = []spot{
	{place: "title", path: "head title"},
	{place: "verdict", path: "#hero h1"},
	{place: "verdict", path: "#hero p.lead"},
	{place: "lead", path: "#fold-scenario p"},
	{place: "line", path: ".fold .line"},
	{place: "note", path: "#note"},
	{place: "notice", path: "p.notice"},
	{place: "ask", path: "#fold-scenario p.ask", whole: true},
	{place: "pinned", path: "#pin-words p.pin-what", whole: true},

	{place: "load title", path: "#load-title", whole: true},
	{place: "load words", path: "#load p.sub"},
	{place: "load description", path: "#load desc", whole: true},
	{place: "capacity line", path: "#load text.capacity", whole: true},

	{place: "completion title", path: "#completion-title", whole: true},
	{place: "completion words", path: "#completion p.sub"},
	{place: "completion caption", path: "#completion figure.panel figcaption", whole: true},
	{place: "pinned completion caption", path: "#completion figure.twin figcaption", whole: true},
	{place: "completion description", path: "#completion desc", whole: true},

	{place: "brief", path: "#happened .tales span"},
	{place: "finding", path: "#fold-findings .tales span", whole: true},

	{place: "delays title", path: "#waits-title", whole: true},
	{place: "delays words", path: "#waits p.sub"},
	{place: "delays caption", path: "#waits figcaption", whole: true},

	{place: "price title", path: "#price-title", whole: true},
	{place: "price words", path: "#price p.sub"},
	{place: "price description", path: "#price desc", whole: true},
	{place: "price point", path: "#price circle", whole: true},

	{place: "table title", path: "#numbers-title", whole: true},
	{place: "herds title", path: "#herds-title", whole: true},
	{place: "herds words", path: "#herds p.sub"},
	{place: "compared title", path: "#compared-title", whole: true},
	{place: "compared words", path: "#compared p.sub"},
	{place: "spread title", path: "#spread-title", whole: true},
	{place: "spread words", path: "#spread p.sub"},
	{place: "real title", path: "#real-title", whole: true},

	{place: "footer", path: "#footer-run"},
}

// metas are the sentences in the head of a page, by the name of their element.
var metas = map[string]string{"description": "lead", "og:title": "preview title", "og:description": "lead", "og:image:alt": "preview picture"}

// sentencesOf are all that a page says.
func sentencesOf(page *node) []sentence {
	var all []sentence
	for _, s := range spots {
		for _, n := range page.all(s.path) {
			if n.is("p.ask") && s.place != "ask" {
				continue
			}
			all = append(all, split(s.place, n.words(), n, s.whole)...)
		}
	}
	for _, box := range page.all("#advice") {
		all = append(all, adviceIn(box)...)
	}
	for _, n := range page.all("head meta") {
		if place, ok := metas[n.attr["name"]+n.attr["property"]]; ok {
			all = append(all, split(place, n.attr["content"], n, place == "preview title")...)
		}
	}
	return all
}

// adviceIn is what a box of advice says: a change and what it does in short, and its figures;
// or what was tried.
func adviceIn(box *node) []sentence {
	var all []sentence
	for _, p := range box.all("p") {
		if len(box.all("a")) == 0 {
			all = append(all, sentence{"advice words", p.words(), box})
			continue
		}
		all = append(all, sentence{"advice", p.words(), box}, sentence{"advice figures", p.attr["title"], box})
	}
	return all
}

// ends is the end of a sentence: what follows begins with a capital, a name in quotes or
// a number.
var ends = regexp.MustCompile(`[.!?] ([\p{Lu}“±\d])`)

func split(place, text string, on *node, whole bool) []sentence {
	var all []sentence
	for text = strings.TrimSpace(text); text != ""; {
		end := len(text)
		if at := ends.FindStringSubmatchIndex(text); at != nil && !whole {
			end = at[2]
		}
		all = append(all, sentence{place, strings.TrimSpace(text[:end]), on})
		text = text[end:]
	}
	return all
}
