package testbed

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// roster tells clients apart.
type roster struct {
	tell    Tell
	salt    [16]byte // so that nobody recognises what was hashed
	most    int
	known   map[string]*client // by address, or by the name given
	all     []*client          // in the order in which they came
	others  *client            // all that came when there were as many as are told apart
	address func(*http.Request) string
}

// othersName is what clients are called that are not told apart.
const othersName = "others"

func newRoster(t Tell, most int, address func(*http.Request) string) *roster {
	r := &roster{tell: t, most: most, known: map[string]*client{}, address: address}
	_, _ = rand.Read(r.salt[:]) // never fails
	return r
}

// who returns what a request says about its client.
func (r *roster) who(q *http.Request) string {
	switch r.tell.By {
	case ByHeader:
		return q.Header.Get(r.tell.Name)
	case ByQuery:
		values, _ := url.ParseQuery(clipped(q.URL.RawQuery))
		return values.Get(r.tell.Name)
	}
	return r.address(q)
}

// maxQuery is how much of a query is read.
const maxQuery = 4 << 10

func clipped(query string) string { return query[:min(len(query), maxQuery)] }

// remoteHost is the address of a request's connection, without the port.
func remoteHost(q *http.Request) string {
	host, _, err := net.SplitHostPort(q.RemoteAddr)
	if err != nil {
		return q.RemoteAddr
	}
	return host
}

// find returns the client of that name.
func (r *roster) find(name string) *client {
	if c, ok := r.known[name]; ok {
		return c
	}
	key := r.plain(name)
	if c, ok := r.known[key]; ok {
		return c
	}
	if len(r.all) >= r.most {
		return r.other()
	}
	c := r.add(key, r.callerOf(key))
	c.Who = r.show(key, name)
	r.known[key] = c
	return c
}

func (r *roster) add(key string, caller uint32) *client {
	c := &client{index: uint32(len(r.all)), caller: caller}
	r.all = append(r.all, c)
	return c
}

// other returns the client that stands for all who are not told apart.
func (r *roster) other() *client {
	if r.others == nil {
		r.others = r.add("", assigned|uint32(len(r.all)))
		r.others.Who = othersName
	}
	return r.others
}

// maxName is the longest name of a client that is shown.
const maxName = 40

// plain is a name as it is kept: hashed where it is long, or may be a secret, or is none that a
// person would write.
func (r *roster) plain(name string) string {
	if len(name) <= maxName && !r.tell.secret() && isPlain(name) {
		return strings.Clone(name) // what it is cut from may be long
	}
	hash := sha256.New()
	hash.Write(r.salt[:])
	hash.Write([]byte(name))
	return "#" + hex.EncodeToString(hash.Sum(nil)[:8])
}

// show is how a client is called on screens.
func (r *roster) show(key, name string) string {
	switch {
	case name == "":
		return "no name"
	case r.tell.secret():
		return "client " + strconv.Itoa(len(r.all))
	}
	return key
}

// isPlain reports whether a text is printable ASCII.
func isPlain(text string) bool {
	for _, c := range []byte(text) {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

// Callers below assigned have named themselves by a number, those above were given one.
const (
	assigned  = 1 << 31
	maxCaller = 1 << 24
)

// callerOf returns what draws know a client by. One that names itself by a whole number is the
// client of that number in a run, and meets the same faults.
func (r *roster) callerOf(key string) uint32 {
	n, err := strconv.ParseUint(key, 10, 32)
	if r.tell.By != ByAddress && err == nil && n < maxCaller && key == strconv.FormatUint(n, 10) {
		return uint32(n)
	}
	return assigned | uint32(len(r.all))
}
