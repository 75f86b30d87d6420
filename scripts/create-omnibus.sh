#!/bin/sh
# create-omnibus.sh: marks the omnibus ready with what is merged so far.
exec node "$(dirname -- "$0")/../dist/main.js" pr omnibus --ready "$@"
