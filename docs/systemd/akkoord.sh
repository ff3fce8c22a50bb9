#!/bin/sh
# Types a command of Akkoord as its own account and with the settings of the service; to be run by root.
set -eu
set -a
. /etc/akkoord/akkoord.env
set +a
# Where that account may not look, it stands in its own folder.
runuser -u akkoord -- test -x . || cd /var/lib/akkoord
exec runuser -u akkoord -- /opt/akkoord/.venv/bin/akkoord "$@"
