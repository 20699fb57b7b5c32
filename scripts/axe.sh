#!/bin/sh
# Prints the path of axe-core, which checks pages for accessibility. It is fetched
# from npm's registry once, into the user's cache, and is the one whose hash is here.
set -eu

version=4.14.1
sha512=1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5
cache=${XDG_CACHE_HOME:-$HOME/.cache}/backofflab/axe-core-$version

if [ ! -f "$cache/axe.min.js" ]; then
	command -v npm >/dev/null 2>&1 || {
		echo "The check for accessibility needs npm, to fetch axe-core." >&2
		exit 1
	}
	mkdir -p "$cache"
	(cd "$cache" && npm pack --silent "axe-core@$version" >/dev/null)
	echo "$sha512  $cache/axe-core-$version.tgz" | sha512sum -c --quiet - >&2
	tar -xzf "$cache/axe-core-$version.tgz" -C "$cache" --strip-components=1 package/axe.min.js package/LICENSE
	rm "$cache/axe-core-$version.tgz"
fi
echo "$cache/axe.min.js"
