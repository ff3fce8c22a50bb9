#!/usr/bin/env bash
# Install the Debian packages that tests with real parts use; where that is not allowed, say what is left out.
set -uo pipefail
packages=(dovecot-imapd dovecot-lmtpd postfix chromium fonts-dejavu-core fonts-noto-color-emoji)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" || missing+=("$package")
done
if [[ " ${missing[*]} " == *" postfix "* ]] && [ -e /usr/sbin/sendmail ]; then
  echo "Not installed: postfix, since it would take the place of this machine's own mail server. Its tests are skipped and say so."
  missing=("${missing[@]/postfix}")
  read -r -a missing <<<"${missing[*]}"
fi
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
# Its programs are wanted, and no mail server that listens on this machine.
echo "postfix postfix/main_mailer_type select No configuration" | $as_root debconf-set-selections 2>/dev/null
$as_root apt-get update -q >/dev/null 2>&1
if ! $as_root apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null 2>&1; then
  echo "Could not be installed: ${missing[*]}. The tests that use them are skipped and say so."
fi
exit 0
