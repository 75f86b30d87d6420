#!/bin/sh
# update-worker-status.sh: looks at everything anew and rewrites status/worker-status.json.
exec node "$(dirname -- "$0")/../dist/main.js" status --refresh "$@"
