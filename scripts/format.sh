#!/bin/sh
# Fails, and names the files, when a Go or templ file is not formatted. Changes
# nothing; `make format` does.
set -eu

bad=$(find . -name '*.go' ! -name '*_templ.go' -exec gofmt -l {} +)
formatted=$(mktemp)
trap 'rm -f "$formatted"' EXIT
for file in $(find . -name '*.templ'); do
	# No prettier: whether one is installed must not change the verdict.
	go tool templ fmt -log-level error -prettier-command '' -stdout "$file" >"$formatted"
	cmp -s "$formatted" "$file" || bad="$bad $file"
done
if [ -n "$bad" ]; then
	echo "not formatted, run make format:" $bad >&2
	exit 1
fi
