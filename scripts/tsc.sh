#!/bin/sh
# Prints the path of TypeScript's compiler, which checks the types that the comments of
# web/static give. It is fetched from npm's registry once, into the user's cache, and is
# the one whose hash is here.
set -eu

version=5.9.3
sha512=8e5d6f6733c38a72ebf5e52ddc9feded5e8580d130f508ef04f772b33f4a7d00c3e357d0ac2d98e2f290762694a454f86d795bd511e12e9a7cc2d9ba3394e04b
cache=${XDG_CACHE_HOME:-$HOME/.cache}/backofflab/typescript-$version

if [ ! -f "$cache/lib/tsc.js" ]; then
	command -v npm >/dev/null 2>&1 || {
		echo "The check of the scripts' types needs node and npm, to fetch TypeScript." >&2
		exit 1
	}
	# It is unpacked beside its place: what is there is whole, whoever was cut off.
	mkdir -p "$cache"
	fresh=$(mktemp -d "$cache/fresh.XXXXXX")
	trap 'rm -rf "$fresh"' EXIT
	(cd "$fresh" && npm pack --silent "typescript@$version" >/dev/null)
	echo "$sha512  $fresh/typescript-$version.tgz" | sha512sum -c --quiet - >&2
	tar -xzf "$fresh/typescript-$version.tgz" -C "$fresh" --strip-components=1 package/lib package/LICENSE.txt package/package.json
	[ -d "$cache/lib" ] || mv "$fresh/lib" "$fresh/LICENSE.txt" "$fresh/package.json" "$cache"
fi
echo "$cache/lib/tsc.js"
