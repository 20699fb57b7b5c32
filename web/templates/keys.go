package templates

// keyGroup are keys of the lab that belong together.
type keyGroup struct {
	Name string
	Keys []key
}

// key is one or several keys, as they are written on them, and what they do. What does it
// is in the scripts; keys.js has those that need nothing else.
type key struct {
	Names []string
	Words string
}

// keyGroups is the one list of keys: the help page and the lab's dialog show it.
var keyGroups = []keyGroup{
	{"Playing", []key{
		{[]string{"Space"}, "play the run, or pause it: wherever the focus is but in a text, a list or a dialog; Enter presses what has the focus"},
		{[]string{"N"}, "on to the next wave"},
		{[]string{"B"}, "back to the wave before"},
		{[]string{"."}, "one bar on"},
		{[]string{","}, "one bar back"},
		{[]string{"+"}, "play faster"},
		{[]string{"-"}, "play slower"},
		{[]string{"0"}, "to the beginning"},
		{[]string{"1"}, "to the end"},
		{[]string{"V"}, "show the clients in motion, or the load again"},
	}},
	{"Reading", []key{
		{[]string{"←", "→"}, "with the focus on a chart: read its values bar by bar; with Shift ten bars at a time"},
		{[]string{"Escape"}, "hide the values that are being read"},
	}},
	{"Settings", []key{
		{[]string{"↑", "↓"}, "in a number: the next value; with Shift finer, with Page Up and Page Down coarser"},
		{[]string{"Ctrl", "Z"}, "undo the last change"},
		{[]string{"Ctrl", "Shift", "Z"}, "redo it"},
		{[]string{"P"}, "keep this run as the baseline for what comes next"},
	}},
	{"Page", []key{
		{[]string{"Escape"}, "close what is open; with nothing open, stop a run that is under way"},
		{[]string{"?"}, "show these keys"},
	}},
}
