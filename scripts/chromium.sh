#!/bin/sh
# Makes sure that there is a Chromium for the browser tests: the one that CHROME names,
# Debian's headless shell, installed now if we may, or another that is in PATH. The shell is
# Chromium without windows and profiles, and the tests take half as much work in it.
set -eu

found() {
	for name in "$@"; do
		if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
			return 0
		fi
	done
	return 1
}

missing() {
	if found chromium chromium-browser google-chrome; then
		exit 0
	fi
	echo "The browser tests need Chromium: $1." >&2
	echo "Install it (Debian: apt-get install chromium-headless-shell) or set CHROME to its path." >&2
	exit 1
}

if found "${CHROME:-}" chromium-headless-shell; then
	exit 0
fi
command -v apt-get >/dev/null 2>&1 || missing "none is in PATH and there is no apt-get"
as_root=
if [ "$(id -u)" -ne 0 ]; then
	sudo -n true 2>/dev/null || missing "none is in PATH and installing it takes root"
	as_root="sudo -n"
fi
echo "Installing Chromium's headless shell for the browser tests."
export DEBIAN_FRONTEND=noninteractive
install() {
	$as_root apt-get -o Acquire::http::Timeout=20 install -y -qq --no-install-recommends "$1" >/dev/null 2>&1
}
# The lists that are there may do; those of a fresh container are empty.
install chromium-headless-shell || {
	$as_root apt-get -o Acquire::http::Timeout=20 update -qq || echo "apt-get update failed; trying with the lists there are." >&2
	install chromium-headless-shell || install chromium || missing "apt-get could not install it"
}
found chromium-headless-shell || missing "apt-get installed it, yet it is not in PATH"
