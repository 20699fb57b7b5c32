package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const (
	imported = `document.querySelector("#read-title") && !document.querySelector("#import-read[aria-busy]")`
	inField  = `document.querySelector("#import-text").value`
)

// pasteConfig puts a text into the field as a paste does.
func (p *tab) pasteConfig(text string) {
	p.tb.Helper()
	p.do(chromedp.Focus(chromedp.ID("import-text")))
	evaluate[bool](p, `document.execCommand("insertText", false, `+quoted(text)+`)`)
}

// drop lets a file fall on the middle of the page.
func (p *tab) drop(name, content string) {
	p.tb.Helper()
	evaluate[bool](p, `(() => {
		const files = new DataTransfer();
		files.items.add(new File([`+content+`], `+quoted(name)+`));
		for (const kind of ["dragover", "drop"]) document.querySelector("main").dispatchEvent(new DragEvent(kind, {dataTransfer: files, bubbles: true, cancelable: true}));
		return true;
	})()`)
}

func quoted(text string) string { return "`" + strings.ReplaceAll(text, "`", "\\`") + "`" }

const configGRPC = `{"methodConfig": [{
  "retryPolicy": {
    "maxAttempts": 9,
    "initialBackoff": "0.1s",
    "maxBackoff": "1s",
    "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE", "ABORTED"]
  }
}]}`

// What is pasted is read at once, line by line; what is wrong is said, and the text stays; undo
// brings back what stood there before. A click simulates it.
func TestBrowserImport(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/import?clients=50&strategies=fixed")
	p.pasteConfig(configGRPC)
	p.wait(imported + ` && document.querySelector("#import-says").textContent === "Read as gRPC service config. 1 thing of the text is lost."`)
	if line := p.text("#line-4 .notes"); !strings.HasPrefix(line, "Base delay: 100") || !strings.HasSuffix(line, "base=100ms") {
		t.Errorf("beside line 4 stands %q", line)
	}
	if lost := evaluate[string](p, `document.querySelector(".lost li").textContent + document.querySelector("#line-7 .lost b").textContent`); !strings.Contains(lost, "ABORTED") || !strings.HasSuffix(lost, "Lost: ") {
		t.Errorf("lost is %q", lost)
	}
	if columns := evaluate[bool](p, `document.querySelector("#line-4 .notes").getBoundingClientRect().left > document.querySelector("#line-4 code").getBoundingClientRect().left + 300`); !columns {
		t.Error("what was understood does not stand beside the line")
	}
	evaluate[bool](p, `(document.querySelector("#import-text").select(), document.execCommand("insertText", false, "nothing of that kind"))`)
	p.wait(`!document.querySelector("#import-problem").hidden && !document.querySelector("#read-title") && document.querySelector("#import-text").matches("[aria-invalid]")`)
	if text := evaluate[string](p, inField); text != "nothing of that kind" {
		t.Errorf("the field has %q", text)
	}
	evaluate[bool](p, `document.execCommand("undo")`)
	p.wait(imported + ` && ` + inField + `.startsWith("{") && !document.querySelector("#import-text").matches("[aria-invalid]")`)
	beside := evaluate[string](p, `document.querySelector("#beside").search`)
	if !strings.HasPrefix(beside, "?clients=50&strategies=fixed,proportional(") {
		t.Errorf("beside the scenario it is %s", beside)
	}
	p.do(chromedp.Click(chromedp.ID("simulate")))
	p.wait(`document.querySelector("#load .panel") && location.search.startsWith("?strategies=proportional") && document.body.dataset.state === "done"`)
}

// A sample is a click away, and another format one more. On a phone what was understood stands
// below its line, and nothing scrolls sideways.
func TestBrowserImportSamples(t *testing.T) {
	p := openTab(t, sharedLab(t), phone...)
	p.visit("/import")
	p.do(chromedp.Click(chromedp.CSS(`[href="/import?sample=cenkalti"]`)))
	p.wait(imported + ` && document.querySelector(".read").dataset.format === "cenkalti"`)
	if below := evaluate[bool](p, `document.querySelector("#line-2 .notes").getBoundingClientRect().top >= document.querySelector("#line-2 code").getBoundingClientRect().bottom`); !below {
		t.Error("what was understood does not stand below the line")
	}
	if wide := evaluate[bool](p, `document.documentElement.scrollWidth > innerWidth`); wide {
		t.Error("the page scrolls sideways")
	}
	evaluate[bool](p, `(document.querySelector("#import-format").value = "grpc", document.querySelector("#import-format").dispatchEvent(new Event("change")))`)
	p.wait(`document.querySelector("#import-problem").textContent.startsWith("This was read as gRPC")`)
}

// A file can be dropped anywhere: on the page, and on that of the lab, where it is put beside
// the scenario on show. What is no text, or too long, is said, and loses nothing.
func TestBrowserDrop(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/import")
	p.drop("config.json", quoted(configGRPC))
	p.wait(imported + ` && ` + inField + `.includes("maxAttempts") && !document.body.matches(".dropping")`)
	p.drop("large.txt", `"a".repeat(10_000_000)`)
	p.wait(`document.querySelector("#import-problem")?.textContent.startsWith("large.txt has 10,000,000 bytes") && ` + inField + `.includes("maxAttempts")`)
	p.drop("picture.png", `new Uint8Array([137, 80, 78, 71, 255, 0])`)
	p.wait(`document.querySelector("#import-problem")?.textContent.startsWith("picture.png is no text")`)
	p.drop("windows.txt", `new Uint8Array([255, 254, ...[...`+quoted("retryPolicy:\n  initialBackoff: 3s")+`].flatMap((letter) => [letter.charCodeAt(0), 0])])`)
	p.wait(imported + ` && document.querySelector("#line-2 .notes").textContent.includes("base=3s")`)
	p.visit("/?clients=60&strategies=full")
	p.parts()
	p.drop("config.json", quoted(configGRPC))
	p.wait(`location.pathname === "/import" && document.querySelector("#beside")?.search.startsWith("?clients=60&strategies=full,proportional(")`)
}

// Without a script there is a button, and what was pasted comes back with what was understood.
func TestBrowserImportWithoutScript(t *testing.T) {
	p := openTab(t, sharedLab(t), withoutScript)
	p.visit("/import?clients=50")
	p.do(chromedp.SetValue(chromedp.ID("import-text"), configGRPC), chromedp.Click(chromedp.CSS("#import .primary")))
	p.wait(`document.querySelector("#read-title")`)
	if text := evaluate[string](p, inField); text != configGRPC {
		t.Errorf("the field has %q", text)
	}
	if into := evaluate[string](p, `document.querySelector("[name=into]").value + document.querySelector("#beside").search`); !strings.HasPrefix(into, "clients=50?clients=50&strategies=") {
		t.Errorf("it is put into %q", into)
	}
}

// The list of strategies leads to the page, with the scenario on show by then.
func TestBrowserWayToImport(t *testing.T) {
	p := openTab(t, sharedLab(t))
	p.visit("/?clients=60&strategies=full")
	p.adding()
	p.set("#attempts", "7")
	p.wait(done("clients=60&strategies=full&attempts=7"))
	p.do(chromedp.Click(chromedp.CSS("#add .own")))
	p.wait(`location.pathname === "/import" && document.querySelector("[name=into]").value === "clients=60&strategies=full&attempts=7"`)
}

// A library is chosen from the list, remembered, and what it would do is simulated beside the
// strategy that it is for.
func TestBrowserExport(t *testing.T) {
	p := openTab(t, sharedLab(t), desk...)
	p.visit("/export?clients=60&strategies=full&attempts=9")
	p.wait(`document.querySelector("#use-page.one")`)
	p.do(chromedp.Click(chromedp.ID("use-place-grpc")))
	p.wait(`location.search.endsWith("&format=grpc") && document.querySelector(".export-text:not([hidden])").id === "use-grpc"`)
	if says := p.text("#use-grpc .use-losses"); !strings.Contains(says, "5 in gRPC service config, 9 here") {
		t.Errorf("gRPC loses %q", says)
	}
	p.visit("/export?strategies=equal")
	p.wait(`document.querySelector("#use-place-grpc[aria-selected=true]")`) // remembered
	p.visit("/export?strategies=full&format=json")
	p.wait(`document.querySelector("#use-place-json[aria-selected=true]")`) // asked for
	p.visit("/export?clients=60&strategies=full&attempts=9&format=grpc")
	p.wait(`document.querySelector("#use-page.one")`)
	p.do(chromedp.Click(chromedp.CSS("#use-grpc .use-beside")))
	p.wait(`document.body.dataset.state === "done" && [...document.querySelectorAll("#load .panel[data-key]")].length === 2 && location.search.startsWith("?clients=60&strategies=full,proportional(")`)
}
