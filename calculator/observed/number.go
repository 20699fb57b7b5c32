package observed

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// commas says what a comma between two digits is. In sentences and fields of tables it is told
// from the number itself; in lists it depends on what else there is.
type commas uint8

const (
	loose     commas = iota // as the number suggests
	decimal                 // of decimals: 1,5
	thousands               // of groups: 1,520.5
	separator               // between two numbers: 1,2,4
)

// longestNumber is how many characters a number may have.
const longestNumber = 40

// number is a number as it stands in a text.
type number struct {
	value    float64
	decimals int  // that are written
	comma    bool // a comma was read as part of it
}

// scanNumber reads the number at the beginning of s, which begins with a digit or a point. It
// returns its length; why says what is wrong with it, "" with a length of 0 where none is there.
func scanNumber(s string, c commas) (x number, n int, why string) {
	if len(s) > 1 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') {
		return x, 0, "hexadecimal numbers are not read"
	}
	plain := make([]byte, 0, longestNumber)
	n = digits(s)
	plain = append(plain, s[:min(n, longestNumber)]...)
	for n > 0 && n <= longestNumber {
		size := group(s, n, c)
		if size == 0 {
			break
		}
		x.comma = x.comma || s[n] == ','
		plain = append(plain, s[n+size-3:n+size]...)
		n += size
	}
	if k := decimals(s, n, c); k > 0 {
		x.comma = x.comma || s[n] == ','
		plain = append(append(plain, '.'), s[n+1:min(n+1+k, n+longestNumber)]...)
		x.decimals = k
		n += 1 + k
	}
	if len(plain) == 0 {
		return x, 0, ""
	}
	if n > longestNumber {
		return x, n, "it is too long for a number"
	}
	if e := exponent(s[n:]); e > 0 {
		power, _ := strconv.Atoi(strings.TrimPrefix(s[n+1:n+e], "+"))
		x.decimals = max(0, x.decimals-power)
		plain = append(plain, s[n:n+e]...)
		n += e
	}
	value, err := strconv.ParseFloat(string(plain), 64)
	if err != nil || math.IsInf(value, 0) {
		return x, n, "it is too large"
	}
	x.value = value
	return x, n, ""
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// three reports whether exactly three digits follow.
func three(s string) bool { return digits(s[:min(len(s), 4)]) == 3 }

// group is the size of a mark of thousands and its three digits at s[n:], 0 where none is there.
func group(s string, n int, c commas) int {
	if n == len(s) {
		return 0
	}
	r, size := utf8.DecodeRuneInString(s[n:])
	rest := s[n+size:]
	if !three(rest) {
		return 0
	}
	switch {
	case r == '_', r == '\'', r == '’', thin(r):
		return size + 3
	case r == ',' && c == thousands:
		return size + 3
	case r == ',' && c == loose && s[0] != '0' && n <= 3 && grouped(rest[3:]):
		return size + 3
	case r == '.' && (c == decimal || c == loose) && s[0] != '0' && n <= 3 && len(rest) > 4 && rest[3] == ',' && digits(rest[4:5]) == 1 && c != separator:
		return size + 3
	}
	return 0
}

// grouped reports whether three digits after a comma are a group of thousands, from what
// follows them: decimals, another group, or a unit so small that there are thousands of it.
func grouped(rest string) bool {
	if strings.HasPrefix(rest, ".") && len(rest) > 1 && digits(rest[1:2]) == 1 {
		return true
	}
	unit, n := scanUnit(rest)
	return n > 0 && unit < 1e9
}

// decimals is how many decimals follow the mark at s[n:].
func decimals(s string, n int, c commas) int {
	if n == len(s) {
		return 0
	}
	if s[n] == '.' || s[n] == ',' && (c == decimal || c == loose) && n > 0 {
		return digits(s[n+1:])
	}
	return 0
}

// exponent is the length of an exponent at the beginning of s.
func exponent(s string) int {
	if len(s) < 2 || s[0] != 'e' && s[0] != 'E' {
		return 0
	}
	i := 1
	if s[i] == '+' || s[i] == '-' {
		i++
	}
	if n := digits(s[i:]); n > 0 && n < 6 {
		return i + n
	}
	return 0
}

// commaVotes counts what speaks for each meaning of a comma between digits, in lines of delays.
type commaVotes struct{ separator, decimal, thousands, points int }

// add looks at the numbers of a line.
func (v *commaVotes) add(line string) {
	for i := 0; i < len(line); {
		if digits(line[i:i+1]) == 0 {
			i++
			continue
		}
		n := 0
		for i+n < len(line) && strings.IndexByte("0123456789.,", line[i+n]) >= 0 {
			n++
		}
		v.cluster(strings.TrimRight(line[i:i+n], ",."), line[i+n:])
		i += n
	}
}

// cluster judges digits with points and commas, by what follows them too.
func (v *commaVotes) cluster(text, rest string) {
	first := strings.IndexByte(text, ',')
	if first < 0 {
		v.points += strings.Count(text, ".")
		return
	}
	before, after := text[:first], text[first+1:]
	switch {
	case strings.Contains(after, ","), strings.Contains(before, ".") && !germanGroup(before):
		if groups(text) {
			v.thousands++
			return
		}
		v.separator++
	case strings.Contains(before, "."):
		v.decimal++
	case strings.Contains(after, "."):
		if !groups(text) {
			v.separator++
			return
		}
		v.thousands++
	case three(after) && text[0] != '0' && grouped(rest):
		v.thousands++
	default:
		v.decimal++
	}
}

// germanGroup reports whether digits have a point before their last three, as in 1.520,5.
func germanGroup(s string) bool {
	n := digits(s)
	return n > 0 && n <= 3 && s[0] != '0' && len(s) == n+4 && s[n] == '.'
}

// groups reports whether a number has its thousands marked by commas and decimals behind:
// 1,520.5.
func groups(s string) bool {
	n := digits(s)
	if n == 0 || n > 3 || s[0] == '0' {
		return false
	}
	for n < len(s) && s[n] == ',' && three(s[n+1:]) {
		n += 4
	}
	return n+1 < len(s) && s[n] == '.' && digits(s[n+1:]) == len(s)-n-1
}

// means is what commas are throughout a text.
func (v *commaVotes) means() commas {
	switch {
	case v.separator > 0, v.decimal > 0 && v.points > 0:
		return separator
	case v.thousands > 0 && v.decimal == 0:
		return thousands
	case v.decimal > 0:
		return decimal
	}
	return loose
}
