#!/bin/sh
# check-omnibus-ready.sh: exit 0 when the omnibus holds everything, 4 when something needs you, else 1.
exec node "$(dirname -- "$0")/../dist/main.js" pr omnibus --check "$@"
