#!/bin/sh
# detect-idle-workers.sh: lists the workers that could take something, one per line.
exec node "$(dirname -- "$0")/../dist/main.js" status --idle "$@"
