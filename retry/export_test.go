package retry

// SetDraw makes a client, before its first call, draw from f.
func (c *Client) SetDraw(f func() float64) { c.draw = f }
