package kept

import (
	"encoding/binary"
	"hash/crc32"
)

// row is a value as the file has it.
type row struct {
	id                int64
	kind, key, engine string
	made, used        int64 // ms since 1970
	sum               int64
	bytes             []byte
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum is CRC-32C over all that makes a value what it is, each text with its length:
// neither a flipped bit nor the bytes of another key pass for it.
func (r *row) checksum() int64 {
	head := make([]byte, 0, 64+len(r.kind)+len(r.key)+len(r.engine))
	for _, text := range []string{r.kind, r.key, r.engine} {
		head = binary.AppendUvarint(head, uint64(len(text)))
		head = append(head, text...)
	}
	head = binary.AppendVarint(head, r.made)
	sum := crc32.Update(0, castagnoli, head)
	return int64(crc32.Update(sum, castagnoli, r.bytes))
}
