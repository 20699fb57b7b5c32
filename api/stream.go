package api

import (
	"net/http"

	"github.com/gorilla/websocket"
	"github.com/labstack/echo/v4"
)

const (
	streamPath = "/api/v1/stream"
	upgraded   = "upgraded" // key in the context of a request that became a socket

	maxMessage = 4 << 10 // of a client; it sends queries
	sendBuffer = 16 << 10
)

// stream turns a request into a session and stays until that ends.
func (s *Server) stream(c echo.Context) error {
	r := c.Request()
	if r.Method != http.MethodGet || !websocket.IsWebSocketUpgrade(r) {
		c.Response().Header().Set("Connection", "Upgrade")
		c.Response().Header().Set("Upgrade", "websocket")
		return &problem{Status: http.StatusUpgradeRequired, Title: "Upgrade required", Detail: "This address speaks WebSocket only."}
	}
	if !originAllowed(r, s.config.Origins) {
		return errOrigin
	}
	upgrader := websocket.Upgrader{
		CheckOrigin: func(*http.Request) bool { return true }, // done above
		Error: func(w http.ResponseWriter, _ *http.Request, _ int, _ error) {
			w.Header().Set("Sec-WebSocket-Version", "13")
		},
		// Frames are a few hundred bytes, and compression costs more than it saves.
		// It would also make the read limit count compressed bytes.
		EnableCompression: false,
	}
	conn, err := upgrader.Upgrade(c.Response(), r, nil)
	if err != nil {
		return &problem{Status: http.StatusBadRequest, Title: "Not a WebSocket handshake", Detail: sentence(err.Error())}
	}
	c.Set(upgraded, true)
	newSession(s, conn, household(c.RealIP())).serve()
	return nil
}
