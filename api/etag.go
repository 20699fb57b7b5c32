package api

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/labstack/echo/v4"
)

// unchanged names an answer by its content, and reports whether the client has it.
// The name is a weak one: the answer may go out compressed or not.
func unchanged(c echo.Context, body []byte) bool {
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	c.Response().Header().Set("ETag", "W/"+tag)
	for asked := range strings.SplitSeq(c.Request().Header.Get("If-None-Match"), ",") {
		if asked = strings.TrimPrefix(strings.TrimSpace(asked), "W/"); asked == tag || asked == "*" {
			return true
		}
	}
	return false
}
