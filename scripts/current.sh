#!/bin/sh
# Says whether go.mod names the latest patch release of its Go: patch releases mend faults of
# the standard library, those of net/http among them. It asks the module mirror, and is no part
# of the gate, which must not turn red because others have made a release.
set -eu

pinned=$(sed -n 's/^toolchain go//p' go.mod)
line=${pinned%.*}
latest=$(go list -m -versions -f '{{range .Versions}}{{println .}}{{end}}' go@latest |
	grep "^$line\.[0-9]*\$" | sort -t. -k3,3n | tail -n 1)
if [ "$pinned" != "$latest" ]; then
	echo "go.mod names Go $pinned, and there is $latest: change it there, in benchmarks/*/go.mod and in the Dockerfile" >&2
	exit 1
fi
echo "Go $pinned is the latest of $line"
