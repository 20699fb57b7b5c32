#!/bin/sh
# Makes sure that there is a Chromium for the browser tests: the one that CHROME
# names, one in PATH, or Debian's, installed now if we may.
set -eu

found() {
	for name in "${CHROME:-}" chromium chromium-browser google-chrome; do
		if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
			return 0
		fi
	done
	return 1
}

missing() {
	echo "The browser tests need Chromium: $1." >&2
	echo "Install it (Debian: apt-get install chromium) or set CHROME to its path." >&2
	exit 1
}

if found; then
	exit 0
fi
command -v apt-get >/dev/null 2>&1 || missing "none is in PATH and there is no apt-get"
as_root=
if [ "$(id -u)" -ne 0 ]; then
	sudo -n true 2>/dev/null || missing "none is in PATH and installing it takes root"
	as_root="sudo -n"
fi
echo "Installing Chromium for the browser tests."
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq || echo "apt-get update failed; trying with the lists there are." >&2
$as_root apt-get install -y -qq --no-install-recommends chromium >/dev/null || missing "apt-get could not install it"
found || missing "apt-get installed it, yet it is not in PATH"
