#!/bin/sh
# detect-conflicts.sh: shows which work under way conflicts, before it is merged.
exec node "$(dirname -- "$0")/../dist/main.js" conflicts "$@"
