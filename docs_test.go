package backofflab_test

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// stated lists the numbers of the documents that stand for a constant of the code. The
// phrase is a regular expression whose one group is the number, with its unit; a space
// stands for any white space. The constant is found by its name, wherever it is declared;
// "DefaultConfig.Ping" is what a function of that name gives the field Ping,
// "socket.js CAP" a time in a script, in milliseconds.
var stated = []struct{ file, phrase, constant string }{
	{"README.md", `for up to (\w+) retry strategies`, "MaxStrategies"},
	{"CONTRIBUTING.md", `a first visit loads stays below ([\d,]+) bytes`, "firstVisitBytes"},

	{"SECURITY.md", `a link at ([\d,]+) bytes`, "MaxQueryBytes"},
	{"SECURITY.md", `the headers of a request at (\d+ KB)`, "maxHeaderBytes"},
	{"SECURITY.md", `a message on a socket at (\d+ KB)`, "MaxMessage"},
	{"SECURITY.md", `(\d+) messages a second`, "DefaultConfig.MessageRate"},
	{"SECURITY.md", `a second beyond a burst of (\d+)\.`, "DefaultConfig.MessageBurst"},
	{"SECURITY.md", `may ask (\d+) times a second`, "DefaultConfig.RequestRate"},
	{"SECURITY.md", `a second beyond a burst of ([\d,]+), and`, "DefaultConfig.RequestBurst"},
	{"SECURITY.md", `takes longer than (\d+ s) is answered in part`, "longestRun"},
	{"docs/api.md", `over HTTP took more than (\d+ s)`, "longestRun"},
	{"docs/api.md", `faster than (\d+) times a second`, "DefaultConfig.RequestRate"},
	{"docs/decisions/who-had-least-is-next.md", `has had its (\d+ ms)`, "slice"},
	{"docs/decisions/who-had-least-is-next.md", `first turn within (\d+ s)`, "DefaultConfig.RunWait"},
	{"docs/decisions/who-had-least-is-next.md", `faster than (\d+) requests a second`, "DefaultConfig.RequestRate"},
	{"docs/decisions/who-had-least-is-next.md", `beyond a burst of ([\d,]+)\.`, "DefaultConfig.RequestBurst"},
	{"SECURITY.md", `([\d,]+) attempts for a page`, "DefaultConfig.PageAttempts"},
	{"SECURITY.md", `([\d,]+) for JSON and pictures`, "DefaultConfig.RunAttempts"},
	{"SECURITY.md", `([\d,]+) for a stream`, "DefaultConfig.StreamAttempts"},
	{"SECURITY.md", `([\d,]+) bins`, "MaxBins"},
	{"SECURITY.md", `(\d+) strategies`, "MaxStrategies"},
	{"SECURITY.md", `([\d,]+) clients or requests`, "MaxFastRequests"},
	{"SECURITY.md", `([\d,]+) attempts under way`, "MaxPending"},
	{"SECURITY.md", `(\d+ GB) of memory, which is estimated`, "MaxBytes"},
	{"SECURITY.md", `(\d+ GB) of memory for all of them`, "DefaultConfig.Memory"},
	{"SECURITY.md", `([\d,]+) sockets`, "DefaultConfig.Sockets"},
	{"SECURITY.md", `sockets, ([\d,]+) from one address`, "DefaultConfig.SocketsPerAddress"},
	{"SECURITY.md", `waits for a turn longer than (\d+ s)`, "DefaultConfig.RunWait"},
	{"SECURITY.md", `headers must be there within (\d+ s)`, "headerTimeout"},
	{"SECURITY.md", `given up where (\d+ KB) take longer`, "piece"},
	{"SECURITY.md", `take longer than (\d+ s)`, "pieceWait"},
	{"SECURITY.md", `a write on a socket within (\d+ s)`, "DefaultConfig.WriteWait"},
	{"SECURITY.md", `silent there for (\d+ s)`, "DefaultConfig.PongWait"},
	{"SECURITY.md", `at most (\d+ MB) waits for its reader`, "Room"},
	{"README.md", `does not take waits in (\d+ MB)`, "Room"},

	{"SECURITY.md", `imported\*\* has at most ([\d,]+) bytes`, "MaxTextBytes"},
	{"SECURITY.md", `a call takes at most (\d+ s)`, "callTime"},

	{"docs/addresses.md", "\\| `title` \\| up to (\\d+) characters", "MaxTitle"},
	{"docs/addresses.md", "\\| `note` \\| up to (\\d+) characters", "MaxNote"},
	{"docs/addresses.md", `A whole link has at most ([\d,]+) bytes`, "MaxQueryBytes"},
	{"docs/addresses.md", `bytes and (\d+) parameters`, "maxPairs"},
	{"docs/addresses.md", `a posted link shows, (\d+) by`, "CardWidth"},
	{"docs/addresses.md", `a posted link shows, \d+ by (\d+)`, "CardHeight"},
	{"docs/addresses.md", "PNG: `scale` = `1`, `(\\d)`", "MaxScale"},
	{"docs/addresses.md", `of up to (\d+) clients`, "maxTraceClients"},
	{"docs/addresses.md", `each attempt has at most ([\d,]+) of them`, "MaxTraced"},
	{"docs/addresses.md", `the lab keeps the last (\d+) itself`, "keptPictures"},
	{"docs/addresses.md", `itself, up to (\d+ MB)`, "keptBytes"},

	{"docs/api.md", `of the text at most ([\d,]+) bytes`, "MaxTextBytes"},
	{"docs/api.md", `text of at most (\d+ KB)`, "MaxAnswer"},
	{"docs/api.md", `a call takes at most (\d+ s)`, "callTime"},

	{"docs/model.md", `each strategy ([\d,]+) clients draw`, "Clients"},
	{"docs/model.md", `those of sums have that of ([\d,]+) draws`, "Clients"},
	{"docs/model.md", `show the first (\w+) retries`, "Pictured"},
	{"docs/model.md", `reach the service within (\d+ ms)`, "HerdWindow"},
	{"docs/model.md", `the largest waves, at most (\w+),`, "maxWaves"},
	{"docs/model.md", `at the end of bin ([\d,]+)`, "MaxBins"},

	{"docs/protocol.md", `version (\d+) of the protocol`, "ProtocolVersion"},
	{"docs/protocol.md", `A message larger than (\d+ KB)`, "MaxMessage"},
	{"docs/protocol.md", `a message above (\d+ KB)`, "MaxMessage"},
	{"docs/protocol.md", `More than (\d+) messages a second`, "DefaultConfig.MessageRate"},
	{"docs/protocol.md", `beyond a burst of (\d+)`, "DefaultConfig.MessageBurst"},
	{"docs/protocol.md", `the baseline is known, (\d+ s) at most`, "BaselineTimeout"},
	{"docs/protocol.md", `as fit into (\d+) bytes`, "frameBytes"},
	{"docs/protocol.md", `every (\d+) bins, come in a frame`, "chunkBins"},
	{"docs/protocol.md", `first bins are sent after (\d+ ms)`, "quickRun"},
	{"docs/protocol.md", `every (\d+ ms), as often as a screen`, "FrameGap"},
	{"docs/protocol.md", `which begin (\d+ ms) later`, "lookTime"},
	{"docs/protocol.md", `Up to (\w+) come as frames`, "frameLag"},
	{"docs/protocol.md", `Sent every (\d+ ms) at most`, "progressGap"},
	{"docs/protocol.md", `from (\d+ ms) after the request on`, "firstProgress"},
	{"docs/protocol.md", `A streamed run may make ([\d,]+) attempts`, "DefaultConfig.StreamAttempts"},
	{"docs/protocol.md", `each bin and series, ([\d,]+) ×`, "MaxBins"},
	{"docs/protocol.md", `each bin and series, [\d,]+ × (\d+)`, "MaxStrategies"},
	{"docs/protocol.md", `A run over HTTP may make ([\d,]+) attempts`, "DefaultConfig.RunAttempts"},
	{"docs/protocol.md", `a page waits for ([\d,]+)`, "DefaultConfig.PageAttempts"},
	{"docs/protocol.md", `on a page ([\d,]+) attempts`, "DefaultConfig.PageAttempts"},
	{"docs/protocol.md", `does not repeat them: (\d+) of them`, "keptRuns"},
	{"docs/protocol.md", `the client was silent for (\d+ s)`, "DefaultConfig.PongWait"},
	{"docs/protocol.md", `pings every (\d+ s)`, "DefaultConfig.Ping"},
	{"docs/protocol.md", `does not finish in (\d+ s)`, "DefaultConfig.WriteWait"},
	{"docs/protocol.md", `wait U\(0, min\((\d+ s),`, "socket.js CAP"},
	{"docs/protocol.md", `, (\d+ ms) × 2\^`, "socket.js BASE"},

	{"docs/reading.md", `takes at least (\d+ ms) of your time`, "scene-card.js TRIP"},
	{"docs/reading.md", `It shows up to (\d+) clients`, "maxTraceClients"},
	{"docs/reading.md", `clients and ([\d ]+) attempts of a strategy`, "maxTraceAttempts"},
	{"docs/reading.md", `The biggest wave\*\* is the (\d+ ms)`, "HerdWindow"},
	{"docs/reading.md", `A wave is what reaches the service within (\d+ ms)`, "HerdWindow"},
	{"docs/reading.md", `Up to (\w+) are shown for each strategy`, "maxWaves"},
	{"docs/reading.md", `at most (\w+), each really simulated`, "maxCandidates"},
	{"docs/reading.md", `at least (\d+ %) better`, "gainShare"},
	{"docs/reading.md", `more than (\d+ %) worse`, "lossShare"},
	{"docs/reading.md", `A run of more than ([\d,]+) attempts gets no such advice`, "MaxAdvised"},
	{"docs/reading.md", `Above ([\d,]+) marks`, "maxMarks"},
	{"docs/reading.md", `marks, or ([\d,]+) rows`, "maxRows"},
	{"docs/reading.md", `Above ([\d,]+) attempts there is no such chart`, "MaxTraced"},
	{"docs/reading.md", `A request for more than ([\d,]+) attempts`, "MaxTraced"},

	{"docs/retry.md", `makes up to (\w+) attempts`, "defaultAttempts"},

	{"docs/performance.md", `in blocks\*\* of (\d+) retries`, "blockLen"},

	{"docs/decisions/address-is-the-database.md", `must fit into ([\d,]+) bytes`, "MaxQueryBytes"},
	{"docs/decisions/one-socket-one-session.md", `at most ([\d,]+) bins`, "MaxBins"},
}

// Numbers that the documents state are those that the code has.
func TestDocumentsStateTheConstants(t *testing.T) {
	known := readConstants(t)
	for _, s := range stated {
		text, err := os.ReadFile(s.file)
		if err != nil {
			t.Error(err)
			continue
		}
		want, err := known.value(s.constant)
		if err != nil {
			t.Errorf("%s, %s: %v", s.file, s.phrase, err)
			continue
		}
		found := regexp.MustCompile(strings.ReplaceAll(s.phrase, " ", `\s+`)).FindAllStringSubmatch(string(text), -1)
		if len(found) == 0 {
			t.Errorf("%s does not say %s", s.file, s.phrase)
		}
		for _, match := range found {
			if got, err := readNumber(match[1]); err != nil || got != want {
				t.Errorf("%s says %q, and %s is %g (%v)", s.file, match[0], s.constant, want, err)
			}
		}
	}
}

// units are what stands after a number in the documents, and how much it is.
var units = map[string]float64{
	"": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "%": 0.01,
	"ms": float64(time.Millisecond), "s": float64(time.Second), "min": float64(time.Minute),
}

var words = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve")

var number = regexp.MustCompile(`^(\d[\d,\s]*?)\s*([A-Za-z%]*)$`)

// readNumber reads 4,000, 40 000, 4 KB, 12 s or twelve.
func readNumber(text string) (float64, error) {
	for i, word := range words {
		if text == word {
			return float64(i), nil
		}
	}
	parts := number.FindStringSubmatch(text)
	if parts == nil {
		return 0, fmt.Errorf("%q is no number", text)
	}
	unit, ok := units[parts[2]]
	if !ok {
		return 0, fmt.Errorf("%q has no unit", text)
	}
	digits, err := strconv.ParseFloat(regexp.MustCompile(`[,\s]`).ReplaceAllString(parts[1], ""), 64)
	return digits * unit, err
}

func TestReadNumber(t *testing.T) {
	for text, want := range map[string]float64{
		"4,000": 4000, "40 000": 40_000, "4 KB": 4096, "12 s": 12e9, "100\nms": 1e8, "twelve": 12, "20 %": 0.2, "7": 7,
	} {
		if got, err := readNumber(text); err != nil || got != want {
			t.Errorf("%q: %g, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "many", "4 XB", "4.000"} {
		if got, err := readNumber(text); err == nil {
			t.Errorf("%q is %g", text, got)
		}
	}
}

// constants are the expressions of the module's constants, by name: more than one where
// several packages have one of that name.
type constants map[string][]ast.Expr

func readConstants(t *testing.T) constants {
	t.Helper()
	found := constants{}
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		if path.Ext(name) == ".js" {
			return found.addScript(name)
		}
		if err != nil || path.Ext(name) != ".go" || strings.HasSuffix(name, "_templ.go") {
			return err
		}
		tree, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		for _, decl := range tree.Decls {
			found.add(decl)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

var scriptConstant = regexp.MustCompile(`(?m)^const (\w+) = ([\d_]+);`)

func (c constants) addScript(name string) error {
	text, err := os.ReadFile(name)
	for _, match := range scriptConstant.FindAllStringSubmatch(string(text), -1) {
		key := path.Base(name) + " " + match[1]
		millis := &ast.BasicLit{Kind: token.INT, Value: match[2] + "_000_000"}
		c[key] = append(c[key], millis)
	}
	return err
}

func (c constants) add(decl ast.Decl) {
	switch d := decl.(type) {
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			if value, ok := spec.(*ast.ValueSpec); ok && d.Tok == token.CONST {
				for i, e := range value.Values {
					c[value.Names[i].Name] = append(c[value.Names[i].Name], e)
				}
			}
		}
	case *ast.FuncDecl:
		if !strings.HasPrefix(d.Name.Name, "Default") {
			return
		}
		ast.Inspect(d, func(n ast.Node) bool {
			if pair, ok := n.(*ast.KeyValueExpr); ok {
				if field, ok := pair.Key.(*ast.Ident); ok {
					name := d.Name.Name + "." + field.Name
					c[name] = append(c[name], pair.Value)
				}
			}
			return true
		})
	}
}

// value is what a constant is; a time is in nanoseconds. Of several with one name all
// must be the same.
func (c constants) value(name string) (float64, error) {
	if len(c[name]) == 0 {
		return 0, fmt.Errorf("there is no constant %s", name)
	}
	var first constant.Value
	for _, e := range c[name] {
		v, err := c.eval(e)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
		if first != nil && !constant.Compare(first, token.EQL, v) {
			return 0, fmt.Errorf("there are two constants %s: %s and %s", name, first, v)
		}
		first = v
	}
	f, _ := constant.Float64Val(constant.ToFloat(first))
	return f, nil
}

// durations are the constants of package time.
var durations = map[string]time.Duration{
	"Nanosecond": time.Nanosecond, "Microsecond": time.Microsecond, "Millisecond": time.Millisecond,
	"Second": time.Second, "Minute": time.Minute, "Hour": time.Hour,
}

func (c constants) eval(e ast.Expr) (constant.Value, error) {
	switch e := e.(type) {
	case *ast.BasicLit:
		v := constant.MakeFromLiteral(e.Value, e.Kind, 0)
		if e.Kind == token.STRING {
			v = constant.MakeFromLiteral(strings.Trim(e.Value, `"`), token.INT, 0)
		}
		if v.Kind() != constant.Unknown {
			return v, nil
		}
	case *ast.ParenExpr:
		return c.eval(e.X)
	case *ast.Ident:
		if len(c[e.Name]) == 1 {
			return c.eval(c[e.Name][0])
		}
	case *ast.SelectorExpr:
		if d, ok := durations[e.Sel.Name]; ok {
			return constant.MakeInt64(int64(d)), nil
		}
		return c.eval(e.Sel)
	case *ast.BinaryExpr:
		x, err := c.eval(e.X)
		if err != nil {
			return nil, err
		}
		y, err := c.eval(e.Y)
		if err != nil {
			return nil, err
		}
		if e.Op == token.SHL {
			bits, _ := constant.Uint64Val(y)
			return constant.Shift(x, e.Op, uint(bits)), nil
		}
		return constant.BinaryOp(x, e.Op, y), nil
	}
	return nil, fmt.Errorf("cannot be computed from its %T", e)
}
