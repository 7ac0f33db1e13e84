#!/bin/sh
# Make a browser available for the browser tests: use one that is there, else install Debian's.
set -u
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing chromium for the browser tests."
    apt-get update -qq && apt-get install -y -qq chromium >/dev/null && exit 0
fi
echo "No browser: the browser tests cannot run here. Install chromium (on Debian:"
echo "apt-get install chromium) and run make test again."
exit 0
