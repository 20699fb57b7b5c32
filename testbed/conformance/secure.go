package conformance

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// newIdentity makes an authority that lives for a day and a certificate for loopback,
// and writes the authority's to a file in dir.
func newIdentity(dir string) (certificate *tls.Certificate, file string, err error) {
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, "", err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, "", err
	}
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "backofflab check"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "loopback"},
		NotBefore: authority.NotBefore, NotAfter: authority.NotAfter,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	root, err := x509.CreateCertificate(rand.Reader, authority, authority, authorityKey.Public(), authorityKey)
	if err != nil {
		return nil, "", err
	}
	own, err := x509.CreateCertificate(rand.Reader, leaf, authority, key.Public(), authorityKey)
	if err != nil {
		return nil, "", err
	}
	file = filepath.Join(dir, "authority.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root})
	return &tls.Certificate{Certificate: [][]byte{own}, PrivateKey: key}, file, os.WriteFile(file, text, 0o644)
}

// trust is the environment that makes a command trust the authority.
func trust(file string) []string {
	var env []string
	for _, name := range []string{"SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "AWS_CA_BUNDLE"} {
		env = append(env, name+"="+file)
	}
	return env
}

// secureListener hands on connections whose handshake is done. Where the case wants
// it, the first that speaks HTTP/2 is refused and kept back.
type secureListener struct {
	net.Listener
	config *tls.Config
	server *server
	ready  chan net.Conn
	goAway bool
	once   sync.Once
	done   chan struct{}
	refuse sync.Once
}

// secured wraps a listener. net/http serves HTTP/2 on what it hands on because the
// server's own configuration names it.
func (s *server) secured(inner net.Listener, identity *tls.Certificate, goAway bool) net.Listener {
	config := &tls.Config{Certificates: []tls.Certificate{*identity}, NextProtos: []string{"h2", "http/1.1"}}
	s.http.TLSConfig = config
	l := &secureListener{
		Listener: inner, config: config, server: s, goAway: goAway,
		ready: make(chan net.Conn), done: make(chan struct{}),
	}
	go l.accept()
	return l
}

func (l *secureListener) accept() {
	for {
		raw, err := l.Listener.Accept()
		if err != nil {
			return
		}
		go l.greet(tls.Server(raw, l.config))
	}
}

// greet does the handshake of one connection, apart from the others.
func (l *secureListener) greet(conn *tls.Conn) {
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	if conn.Handshake() != nil {
		conn.Close()
		return
	}
	conn.SetDeadline(time.Time{})
	if l.goAway && conn.ConnectionState().NegotiatedProtocol == "h2" {
		first := false
		l.refuse.Do(func() { first = true })
		if first {
			refuse(conn, l.server)
			return
		}
	}
	select {
	case l.ready <- conn:
	case <-l.done:
		conn.Close()
	}
}

func (l *secureListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.ready:
		return conn, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *secureListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return l.Listener.Close()
}
