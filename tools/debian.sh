#!/usr/bin/env bash
# Install the Debian packages that tests with real parts use; where that is not allowed, say what is left out.
set -uo pipefail
packages=(dovecot-imapd dovecot-lmtpd chromium fonts-dejavu-core fonts-noto-color-emoji)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
as_root=""
if [ "$(id -u)" != 0 ]; then
  if sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root="none"; fi
fi
if [ "$as_root" = none ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "Not installed, since that needs root on Debian: ${missing[*]}. The tests that use them are skipped and say so."
  exit 0
fi
echo "Installing for the tests: ${missing[*]} ..."
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -q >/dev/null 2>&1
if ! $as_root apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null 2>&1; then
  echo "Could not be installed: ${missing[*]}. The tests that use them are skipped and say so."
fi
exit 0
