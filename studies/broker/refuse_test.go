package broker

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// What is wrong with a broker is said in words, with what to look at.
func TestOpenRefuses(t *testing.T) {
	secret, _ := serve(t, func(o *server.Options) { o.Username, o.Password = "lab", "right" })
	plainURL, _ := serve(t, nil)
	off, _ := serve(t, func(o *server.Options) { o.JetStream = false })
	encrypted, _ := serve(t, func(o *server.Options) { o.TLSConfig, o.TLSTimeout = certificate(t), 5 })
	with := func(url string, change func(*Config)) Config {
		c := quickConfig(url)
		if change != nil {
			change(&c)
		}
		return c
	}
	for _, row := range []struct {
		name   string
		config Config
		want   []string
	}{
		{"nobody there", with("nats://127.0.0.1:"+freePort(t), nil), []string{"no connection to the broker at nats://127.0.0.1:", "is it running, and is the URL right?"}},
		{"no URL", with("::", nil), []string{"(a URL that cannot be read)"}},
		{"wrong password", with(strings.Replace(secret, "//", "//lab:wrong@", 1), nil), []string{"//xxxxx@127.0.0.1", "refuses the credentials"}},
		{"no password", with(secret, nil), []string{"refuses the credentials; none were given but those of the URL"}},
		{"no file of credentials", with(secret, func(c *Config) { c.Credentials = "nowhere.creds" }), []string{"nowhere.creds"}},
		{"TLS where there is none", with(strings.Replace(plainURL, "nats:", "tls:", 1), nil), []string{"the URL asks for TLS, and the broker has none"}},
		{"a certificate of nobody known", with(encrypted, nil), []string{"TLS does not come about", `(CA) is ""`}},
		{"no NATS", with("nats://"+speaking(t, "HTTP/1.1 400 Bad Request\r\n\r\n"), nil), []string{"what answers there is no NATS server"}},
		{"too old", with("nats://"+speaking(t, `INFO {"server_id":"x","version":"2.9.25","max_payload":1048576,"proto":1}`+"\r\n"), nil), []string{"its version is 2.9.25; it must be 2.10 or later"}},
		{"no JetStream", with(off, nil), []string{"has JetStream off", "nats-server -js"}},
	} {
		b, err := Open(t.Context(), row.config)
		if err == nil {
			t.Errorf("%s: it is opened", row.name)
			_ = b.Close()
			continue
		}
		for _, want := range row.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v; it does not say %q", row.name, err, want)
			}
		}
		if strings.Contains(err.Error(), "wrong@") || strings.Contains(err.Error(), ":wrong") {
			t.Errorf("%s: the error has the password: %v", row.name, err)
		}
	}
}

func TestVersions(t *testing.T) {
	for version, ok := range map[string]bool{
		"1.4.1": false, "2.9.25": false, "2.10.0": true, "2.10.0-beta.1": true, "2.15.2": true, "3.0.0": true, "3": false, "": false, "dev": false,
	} {
		if err := checkVersion(version); (err == nil) != ok || err != nil && !strings.Contains(err.Error(), "2.10 or later") {
			t.Errorf("version %q: %v", version, err)
		}
	}
}

// With the authority's file, TLS comes about.
func TestTLS(t *testing.T) {
	chain := certificate(t)
	url, _ := serve(t, func(o *server.Options) { o.TLSConfig, o.TLSTimeout = chain, 5 })
	c := quickConfig(url)
	c.CA = filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: chain.Certificates[0].Certificate[0]})
	if err := os.WriteFile(c.CA, text, 0o600); err != nil {
		t.Fatal(err)
	}
	b := open(t, c)
	work(t, b, 1, act)
	got := collect(t)
	if err := await(t, submit(b, t.Context(), "b", jobsWith("a"), got.done)); err != nil {
		t.Fatal(err)
	}
	got.check([]string{"a"}, nil)
}

// certificate is one for 127.0.0.1 that signs itself.
func certificate(t testing.TB) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	made, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{made}, PrivateKey: key}}}
}

// speaking is the address of a server that says one thing, and answers a ping.
func speaking(t testing.TB, text string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				fmt.Fprint(c, text)
				for lines := bufio.NewScanner(c); lines.Scan(); {
					if strings.HasPrefix(lines.Text(), "PING") {
						fmt.Fprint(c, "PONG\r\n")
					}
				}
			}()
		}
	}()
	return l.Addr().String()
}

// A worker of another engine version is refused work, in words that name both; it never gets
// a job. One of a version that is asked for works beside.
func TestWorkerOfAnotherVersion(t *testing.T) {
	url, _ := serve(t, nil)
	b := open(t, quickConfig(url))
	until(t, "the submitter's version is known", func() bool {
		c := quickConfig(url)
		c.Engine, c.WorkerOnly = "e0", true
		old, err := Open(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		defer old.Close()
		return old.link.expected(t.Context()) != nil
	})
	c := quickConfig(url)
	c.Engine, c.WorkerOnly = "e0", true
	err := open(t, c).Work(t.Context(), 1, func(context.Context, []byte) ([]byte, error) {
		t.Error("it was given a job")
		return nil, nil
	})
	var other *EngineError
	if !errors.As(err, &other) || other.Own != "e0" || len(other.Others) != 1 || other.Others[0] != "e1" {
		t.Errorf("%v", err)
	}
	if want := "this worker has engine version e0, and jobs are submitted for e1: it is refused work"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
	work(t, b, 1, act)
	got := collect(t)
	if err := await(t, submit(b, t.Context(), "b", jobsWith("a"), got.done)); err != nil {
		t.Fatal(err)
	}
	got.check([]string{"a"}, nil)
}

func TestConfigValidates(t *testing.T) {
	for _, row := range []struct {
		config Config
		want   string
	}{
		{Config{}, `engine version "": must be 1 to 64 letters, digits, - or _`},
		{Config{Engine: "1.2"}, `engine version "1.2"`},
		{Config{Engine: "1", Cert: "c"}, `certificate "c" and key "": both or none`},
		{Config{Engine: "1", CA: "c"}, "there is none"},
		{Config{Engine: "1", URL: "nats://u:p@h", Dir: "d"}, `directory "d": it is the embedded broker's, and there is a URL, nats://xxxxx@h`},
		{Config{Engine: "1", Replicas: 6}, "replicas 6: must be 1 to 5"},
		{Config{Engine: "1", MaxJobs: 1}, "jobs 1: must be at least 64"},
		{Config{Engine: "1", MaxBytes: 1}, "bytes 1: must be at least 65536"},
		{Config{Engine: "1", AckWait: 1}, "acknowledgement within 1ns: must be at least 50ms"},
		{Config{Engine: "1", Deliveries: -1}, "deliveries -1: must be at least 1"},
		{Config{Engine: "1", JobTime: -1}, "time of a job -1ns: must be above 0"},
	} {
		if err := row.config.Validate(); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%+v: %v, want %s", row.config, err, row.want)
		}
	}
	if err := (Config{Engine: "3-amd64"}).Validate(); err != nil {
		t.Errorf("the defaults: %v", err)
	}
}
