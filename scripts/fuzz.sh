#!/bin/sh
# Runs every fuzz target of the module for FUZZTIME each, one after another.
set -eu

for package in $(go list ./...); do
	# Two steps, so that a package that does not compile is a failure.
	listed=$(go test -list '^Fuzz' "$package")
	for target in $(printf '%s\n' "$listed" | grep '^Fuzz' || true); do
		echo "$package $target"
		# Making an interesting input smaller may take its default of a minute, all
		# the time there is, in which nothing new is tried.
		go test -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-60s}" -fuzzminimizetime 1s "$package"
	done
done
