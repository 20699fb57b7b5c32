package measured

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/scenario"
	"backofflab/testbed"
	"backofflab/web/templates"
)

// mostAtOnce is how many clients a line to paste starts at once.
const mostAtOnce = 500

// linesOf are ready to paste: what calls a testbed at an address.
func linesOf(c testbed.Config, address string) []templates.UseText {
	l := line{c, address}
	lines := []templates.UseText{l.curl(), l.loop(), l.goProgram()}
	switch c.Family {
	case "openai":
		lines = append(lines, l.openAI(), l.environment("OPENAI", "v1"))
	case "groq":
		lines = append(lines, l.openAI(), l.environment("GROQ", ""))
	case "anthropic":
		lines = append(lines, l.anthropic(), l.environment("ANTHROPIC", ""))
	default:
		lines = append(lines, l.requests())
	}
	return lines
}

// line writes what calls a testbed.
type line struct {
	config  testbed.Config
	address string
}

// retries is how many retries the policy makes.
func (l line) retries() string { return strconv.Itoa(max(0, l.config.Scenario.Attempts-1)) }

func (l line) clients() int {
	n, _ := calls(l.config.Scenario)
	return n
}

// once says that a line sends one request of each client, where there would be more.
func (l line) once() string {
	if l.config.Scenario.Population == scenario.PopulationClosed {
		return ", one request each"
	}
	return ""
}

// told is what tells a client apart in a command: a flag, and the address.
func (l line) told(who string) (flag, address string) {
	switch l.config.Tell.By {
	case testbed.ByHeader:
		return "-H '" + l.config.Tell.Name + ": " + who + "' ", l.address
	case testbed.ByQuery:
		return "", "'" + l.address + "?" + l.config.Tell.Name + "=" + who + "'"
	}
	return "", l.address
}

// inGo is a duration as Go writes it.
func inGo(d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{time.Second, "time.Second"}, {time.Millisecond, "time.Millisecond"}, {time.Nanosecond, "time.Nanosecond"}} {
		if d%unit.size == 0 {
			return strconv.FormatInt(int64(d/unit.size), 10) + " * " + unit.name
		}
	}
	return "0"
}

func (l line) curl() templates.UseText {
	flag, address := l.told("1")
	return templates.UseText{Key: "curl", Name: "curl", File: "one client",
		Code:    "curl --retry " + l.retries() + " " + flag + address,
		Without: []string{"curl waits 1 s before its first retry, then twice as long each time, without jitter. A Retry-After in whole seconds goes before that."},
	}
}

func (l line) loop() templates.UseText {
	flag, address := l.told("{}")
	if l.config.Scenario.Population == scenario.PopulationOpen {
		return l.stream()
	}
	n := strconv.Itoa(min(mostAtOnce, l.clients()))
	return templates.UseText{Key: "loop", Name: strings.TrimSuffix(n+" curls", "x"), File: "all clients at once" + l.once(),
		Code: "seq " + strconv.Itoa(l.clients()) + " | xargs -P " + n + " -I{} \\\n  curl -s --retry " + l.retries() + " " + flag + address + " > /dev/null", // with -o it would end instead of its first retry: /dev/null cannot be truncated
	}
}

// stream sends requests at the offered rate.
func (l line) stream() templates.UseText {
	flag, address := l.told("'$i'")
	wait := strconv.FormatFloat(1/l.config.Scenario.Offered, 'g', 3, 64)
	return templates.UseText{Key: "loop", Name: "curl, again and again", File: "as many requests a second as in the forecast",
		Code: "for i in $(seq " + strconv.Itoa(l.clients()) + "); do\n  curl -s --retry " + l.retries() + " " + flag + address + " > /dev/null &\n  sleep " + wait + "\ndone; wait",
	}
}

func (l line) requests() templates.UseText {
	headers, address := l.python()
	return templates.UseText{Key: "python", Name: "Python", File: "requests with urllib3",
		Code: `import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

session = requests.Session()
session.mount("http", HTTPAdapter(max_retries=Retry(
    total=` + l.retries() + `, backoff_factor=` + seconds(l.config) + `, status_forcelist=[429, 503],
)))
print(session.get("` + address + `"` + headers + `).json())
`,
		Without: []string{"Without a header, urllib3 makes its first retry at once."},
	}
}

// seconds is the base of the policy, as Python writes it.
func seconds(c testbed.Config) string {
	return strconv.FormatFloat(c.Scenario.Base.Seconds(), 'f', -1, 64)
}

// python is what tells a client apart in Python: an argument, and the address.
func (l line) python() (headers, address string) {
	switch l.config.Tell.By {
	case testbed.ByHeader:
		return `, headers={"` + l.config.Tell.Name + `": "1"}`, l.address
	case testbed.ByQuery:
		return "", l.address + "?" + l.config.Tell.Name + "=1"
	}
	return "", l.address
}

func (l line) openAI() templates.UseText {
	return templates.UseText{Key: "python", Name: "Python, openai", File: "the SDK of OpenAI",
		Code: `from openai import OpenAI

client = OpenAI(
    base_url="` + l.address + `v1", api_key="test",
    max_retries=` + l.retries() + l.sdkHeaders() + `,
)
print(client.chat.completions.create(
    model="test", messages=[{"role": "user", "content": "hello"}],
))
`,
		Without: []string{"The SDK waits at most 8 s between attempts, with jitter, and reads retry-after-ms before Retry-After."},
	}
}

func (l line) anthropic() templates.UseText {
	return templates.UseText{Key: "python", Name: "Python, anthropic", File: "the SDK of Anthropic",
		Code: `from anthropic import Anthropic

client = Anthropic(
    base_url="` + strings.TrimSuffix(l.address, "/") + `", api_key="test",
    max_retries=` + l.retries() + l.sdkHeaders() + `,
)
print(client.messages.create(
    model="test", max_tokens=8, messages=[{"role": "user", "content": "hello"}],
))
`,
	}
}

// sdkHeaders tells the clients of an SDK apart, where a header does.
func (l line) sdkHeaders() string {
	switch l.config.Tell.By {
	case testbed.ByHeader:
		return `, default_headers={"` + l.config.Tell.Name + `": "1"}`
	case testbed.ByQuery:
		return `, default_query={"` + l.config.Tell.Name + `": "1"}`
	}
	return ""
}

// environment makes programs that use an SDK call the testbed, as they are.
func (l line) environment(sdk, path string) templates.UseText {
	address := strings.TrimSuffix(l.address+path, "/")
	return templates.UseText{Key: "environment", Name: "Environment", File: "for programs as they are",
		Code:    "export " + sdk + "_BASE_URL=" + address + "\nexport " + sdk + "_API_KEY=test\n",
		Without: []string{"Everything that the program sends goes to the testbed; it keeps none of it."},
	}
}

func (l line) goProgram() templates.UseText {
	address, tell := `"`+l.address+`"`, ""
	switch l.config.Tell.By {
	case testbed.ByHeader:
		tell = "\t\t\trequest.Header.Set(\"" + l.config.Tell.Name + "\", strconv.Itoa(i))\n"
	case testbed.ByQuery:
		address = `"` + l.address + "?" + l.config.Tell.Name + `="+strconv.Itoa(i)`
	}
	imports, start := []string{`"log"`, `"net/http"`, `"sync"`}, ""
	if l.config.Tell.By != testbed.ByAddress {
		imports = append(imports, `"strconv"`)
	}
	if _, spread := calls(l.config.Scenario); spread > 0 {
		imports = append(imports, `"math/rand/v2"`, `"time"`)
		start = "\t\t\ttime.Sleep(rand.N(" + inGo(spread) + ")) // as in the forecast\n"
	}
	slices.Sort(imports)
	return templates.UseText{Key: "go", Name: "Go", File: "all clients" + l.once() + ", with the policy of the forecast",
		Without: []string{"It needs the packages of the lab: save it in a folder of its own below the lab’s source, such as cmd/try/main.go, and go run ./cmd/try there."},
		Code: `package main

import (
	` + strings.Join(imports, "\n\t") + `

	"backofflab/retry/config"
	"backofflab/retry/httpretry"
)

func main() {
	// The link is the configuration.
	settings, err := config.Parse("` + l.config.Scenario.Query() + `")
	if err != nil {
		log.Fatal(err)
	}
	client := &http.Client{Transport: &httpretry.Transport{Client: settings.Client("testbed")}}
	var all sync.WaitGroup
	for i := range ` + strconv.Itoa(l.clients()) + ` {
		all.Go(func() {
` + start + `			request, err := http.NewRequest("GET", ` + address + `, nil)
			if err != nil {
				log.Fatal(err)
			}
` + tell + `			answer, err := client.Do(request)
			if err != nil {
				log.Print(i, err)
				return
			}
			answer.Body.Close()
		})
	}
	all.Wait()
}
`,
	}
}
