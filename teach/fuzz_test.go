package teach_test

import (
	"bytes"
	"io/fs"
	"os"
	"reflect"
	"testing"

	"backofflab/teach"
)

// Whatever stands in a file, reading it comes to an end, always to the same one, and what is
// wrong has a line that the file has.
func FuzzParse(f *testing.F) {
	for _, dir := range []string{"lessons", "guide"} {
		ours, err := fs.Glob(os.DirFS(dir), "*.md")
		if err != nil || len(ours) == 0 {
			f.Fatal(err, ours)
		}
		for _, name := range ours {
			text, err := os.ReadFile(dir + "/" + name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text)
		}
	}
	f.Add([]byte(head + "```question q\nask: Why?\nchoose:\n  - a: full.lost = 0\n  - b: full.lost > 0\n```\n\n```answer\n{full.lost} `{x}`\n```\n"))
	f.Add([]byte("# T\n\n```lab a\n? [x]\n: &y !!z {<<: *y}\n--- |\n```\n"))
	f.Add([]byte("\ufeff# T\r\n\r\n~~~goal\r\nask: >\r\n  x\r\nlevers: [{base: [1s, {}]}]\r\n~~~"))
	f.Fuzz(func(t *testing.T, text []byte) {
		l := teach.Parse("03-x.md", text)
		if again := teach.Parse("03-x.md", text); !reflect.DeepEqual(problemsOf(l), problemsOf(again)) || len(l.Blocks) != len(again.Blocks) {
			t.Fatalf("read once %v, and again %v", l.Problems, again.Problems)
		}
		lines := 1 + bytes.Count(text, []byte("\n"))
		for _, p := range l.Problems {
			if p.Line < 0 || p.Line > lines || p.Text == "" {
				t.Errorf("%v, of %d lines", p, lines)
			}
		}
		for _, b := range l.Blocks {
			if b.Line < 1 || b.Line > lines {
				t.Errorf("a block at line %d of %d", b.Line, lines)
			}
			if b.Question != nil {
				if _, ok := l.Lab(b.Question.Lab); !ok {
					t.Errorf("the question %s is about %q, which is not there", b.Question.Name, b.Question.Lab)
				}
			}
		}
	})
}

func problemsOf(l teach.Lesson) (all []string) {
	for _, p := range l.Problems {
		all = append(all, p.Error())
	}
	return all
}
