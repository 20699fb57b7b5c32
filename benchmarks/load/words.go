package main

import (
	"fmt"
	"time"

	"backofflab/internal/format"
)

func count(n int) string { return format.Count(n) }

func percent(p float64) string {
	if p == 100 || p == 0 {
		return fmt.Sprintf("%.0f %%", p)
	}
	return fmt.Sprintf("%.1f %%", p)
}

func milliseconds(d time.Duration) string {
	if d < 10*time.Millisecond {
		return fmt.Sprintf("%.1f ms", float64(d)/1e6)
	}
	return fmt.Sprintf("%d ms", d.Milliseconds())
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// bytesOf writes a size in thousands, as the table of what is asked for does.
func bytesOf(n int64) string {
	switch size := float64(n); {
	case n >= 1e9:
		return fmt.Sprintf("%.1f GB", size/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%.0f MB", size/1e6)
	case n >= 1e3 || n <= -1e3:
		return fmt.Sprintf("%.1f KB", size/1e3)
	}
	return fmt.Sprintf("%d bytes", n)
}
