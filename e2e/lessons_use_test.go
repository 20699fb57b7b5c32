package e2e

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"backofflab/teach"
)

// No text is wider than a phone, with its questions answered. A page that is too wide is laid
// out wider, so the width of the window tells.
func TestBrowserLessonsFitAPhone(t *testing.T) {
	p := openTab(t, sharedLab(t), chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile), withMedia("prefers-reduced-motion", "reduce"))
	paths := []string{"/learn", "/learn/cards", "/guide", "/guide/terms"}
	for _, l := range teach.Guide() {
		paths = append(paths, teach.GuidePath(l.Key))
	}
	for _, l := range teach.Lessons() {
		answers := "?"
		for _, b := range l.Blocks {
			if b.Question != nil {
				answers += b.Question.Name + "=1&"
			}
		}
		paths = append(paths, teach.Path(l.Key)+answers)
	}
	for _, path := range paths {
		p.visit(path)
		if inner, width := evaluate[int](p, `innerWidth`), evaluate[int](p, `document.documentElement.scrollWidth`); inner != 390 || width > 390 {
			t.Errorf("%s is laid out %d pixels wide, %d with what sticks out", path, inner, width)
		}
	}
}

const lastGuess = `Number(document.querySelector("#last-guess").value)`

// touch puts a finger on the screen, or moves it; without a place it is lifted.
func (p *tab) touch(kind input.DispatchTouchEventType, at ...*input.TouchPoint) {
	p.tb.Helper()
	p.do(func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		return chromedp.Void{}, target.Call(ctx, input.DispatchTouchEvent.Method, input.DispatchTouchEventParams{Type: kind, TouchPoints: append([]*input.TouchPoint{}, at...)}, nil)
	})
}

// The mark follows mouse, finger and keys, also beyond the edges of its axis, and what is typed
// in whichever unit.
func TestBrowserMarkIsDragged(t *testing.T) {
	p := openTab(t, sharedLab(t), desk...)
	p.visit("/learn/backoff-alone")
	p.wait(lessonDone)
	axis := evaluate[string](p, `document.querySelector("#block-last").dataset.axis`)
	x, y := p.middle("#block-last .guess")
	p.mouse(chromedp.MousePressed, x+8, y) // beside the line, which is thin
	p.mouse(chromedp.MouseMoved, x+60, y)
	p.wait(lastGuess + ` > 0 && ` + lastGuess + ` < ` + axis + ` / 2`)
	p.mouse(chromedp.MouseMoved, 1270, y)
	p.wait(lastGuess + ` === ` + axis)
	p.mouse(chromedp.MouseMoved, 1, y)
	p.wait(lastGuess + ` === 0`)
	p.mouse(chromedp.MouseReleased, 1, y)
	p.mouse(chromedp.MouseMoved, x, y)
	for key, want := range map[string]string{"End": axis, "Home": "0"} {
		evaluate[bool](p, `document.querySelector("#block-last .guess").dispatchEvent(new KeyboardEvent("keydown", {key: "`+key+`", bubbles: true}))`)
		p.wait(lastGuess + ` === ` + want)
	}
	p.set("#last-guess", "1 min")
	p.wait(`document.querySelector("#block-last .guess").ariaValueNow === "60"`)

	hand := openTab(t, sharedLab(t), phone...)
	hand.visit("/learn/backoff-alone")
	hand.wait(lessonDone)
	x, y = hand.middle("#block-last .guess")
	hand.touch("touchStart", &input.TouchPoint{X: x, Y: y})
	hand.touch("touchMove", &input.TouchPoint{X: x + 40, Y: y + 30})
	hand.touch("touchMove", &input.TouchPoint{X: x + 80, Y: y + 60})
	hand.touch("touchEnd")
	hand.wait(lastGuess + ` > 0`)
}

// Two blocks that are set at once both end up in the address, in whichever order they answer.
func TestBrowserBlocksWaitForEachOther(t *testing.T) {
	p := openTab(t, sharedLab(t), withMedia("prefers-reduced-motion", "reduce"))
	p.visit("/learn/backoff-alone?last=20")
	p.wait(lessonDone)
	evaluate[bool](p, `(document.querySelector("#block-last .levers input:not(:checked)").click(), document.querySelector("#block-exercise .levers input:not(:checked)").click(),
		document.querySelector("#block-jitter .choices input").click(), document.querySelector("#block-jitter .primary").click(), true)`)
	p.wait(`!document.querySelector("[aria-busy]") && document.querySelector("#block-jitter .told")`)
	p.wait(`[...new URLSearchParams(location.search).keys()].length === 4`)
	address := evaluate[string](p, `location.search`)
	for _, form := range []string{"last", "exercise", "jitter"} {
		if says := evaluate[int](p, `new Set([...new FormData(document.querySelector("#block-`+form+`")).keys()]).size`); says < 4 {
			t.Errorf("the form of %s says %d things, the address %s", form, says, address)
		}
	}
}

// On paper a card has its answer.
func TestBrowserLessonOnPaper(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/learn/backoff-alone?last=20")
	p.wait(lessonDone)
	p.do(func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		return chromedp.Void{}, target.Call(ctx, emulation.SetEmulatedMedia.Method, emulation.SetEmulatedMediaParams{Media: "print"}, nil)
	})
	p.wait(`document.querySelector(".recall .prose").checkVisibility({contentVisibilityAuto: true}) && document.querySelector(".recall .prose").getBoundingClientRect().height > 10`)
	for _, hidden := range []string{".playing-of", ".steps", ".top"} {
		if evaluate[bool](p, `document.querySelector("`+hidden+`").checkVisibility()`) {
			t.Errorf("%s is printed", hidden)
		}
	}
}
