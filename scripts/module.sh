#!/bin/sh
# Renames the module to $1, the path under which whoever hosts it is found:
# example.org/you/backofflab. The modules below it (what has a go.mod of its own)
# follow.
set -eu

new=${1:-}
[ -n "$new" ] || {
	echo "Say under what path the module is to be found: make module NAME=example.org/you/backofflab" >&2
	exit 1
}
old=$(go list -m)
# First the one step that refuses a path which is none: then nothing has changed yet.
go mod edit -module="$new"
[ "$new" != "$old" ] || exit 0

for file in $(find . -mindepth 2 -name go.mod); do
	own=$(sed -n 's/^module //p' "$file")
	at=$(sed -n "s|^replace $old => ||p" "$file")
	go mod edit -module="$new${own#"$old"}" "$file"
	if [ -n "$at" ]; then
		go mod edit -droprequire="$old" -require="$new@v0.0.0" -dropreplace="$old" -replace="$new=$at" "$file"
	fi
done

# An import stands on a line of its own, perhaps with a name before it. No -i: it
# takes an argument with some and none with others.
escaped=$(printf '%s' "$old" | sed 's/\./\\./g')
changed=$(mktemp)
trap 'rm -f "$changed"' EXIT
find . \( -name '*.go' -o -name '*.templ' \) -type f | while IFS= read -r file; do
	sed -E "s#^([[:space:]]*(import )?([A-Za-z0-9_.]+ )?\")$escaped/#\\1$new/#" "$file" >"$changed"
	cmp -s "$changed" "$file" || cat "$changed" >"$file"
done
echo "The module is $new now; it was $old."
