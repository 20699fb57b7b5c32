package observed

import "strings"

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
