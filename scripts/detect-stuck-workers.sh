#!/bin/sh
# detect-stuck-workers.sh: lists the workers that do not get on, one per line.
exec node "$(dirname -- "$0")/../dist/main.js" status --stuck "$@"
