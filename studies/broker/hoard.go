package broker

// hoardBytes is what a hoard may hold of results; of what is above it only the names.
const hoardBytes = 16 << 20

// hoard are results that came before their jobs were taken from the sequence: those of an
// earlier submission, or of another one of the same batch.
type hoard struct {
	held  map[string][]byte // by job; nil: the broker has it
	bytes int
}

func (h *hoard) put(job string, kept []byte) {
	if h.bytes+len(kept) > hoardBytes {
		kept = nil
	}
	h.bytes += len(kept) - len(h.held[job])
	h.held[job] = kept
}

func (h *hoard) take(job string) (kept []byte, ok bool) {
	kept, ok = h.held[job]
	delete(h.held, job)
	h.bytes -= len(kept)
	return kept, ok
}
