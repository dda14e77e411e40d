#!/bin/sh
# Bring the programs that some tests drive, where that is allowed: as root on Debian. Elsewhere say what is left out.
set -eu

missing() {
    command -v qbittorrent-nox >/dev/null 2>&1 || echo qbittorrent-nox
    command -v chromium >/dev/null 2>&1 || echo chromium
}

wanted=$(missing)
[ -n "$wanted" ] || exit 0

if [ "$(id -u)" = 0 ] && grep -qs '^ID=debian' /etc/os-release; then
    # shellcheck disable=SC2086  # one word per package
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted; } >&2 ||
        echo "Debian's packages could not be installed." >&2
fi

for program in $(missing); do
    echo "Left out: the tests that need $program (not installed here)."
done
