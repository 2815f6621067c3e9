#!/usr/bin/env bash
# race-packages.sh prints the packages whose code runs on several goroutines, for
# the race detector. They are found, not listed, so that code that moves takes its
# test along:
#   - packages that start goroutines or import sync,
#   - what package world runs on its goroutines: the institutions, and the packages
#     of the module that it imports.
# Left out are those whose own tests play whole programs for minutes; what they run
# concurrently is tested where it stands.
set -euo pipefail
go=${GO:-go}
module=$($go list -m)
left_out="^$module/(cli|validation)(/|\$)"

{
	$go list -f '{{.ImportPath}}	{{.Dir}}	{{join .Imports ","}}	{{range .GoFiles}}{{$.Dir}}/{{.}} {{end}}' ./... |
		while IFS=$'\t' read -r path dir imports files; do
			# shellcheck disable=SC2086
			if [[ ",$imports," =~ ,sync(/atomic)?, ]] || grep -qE '^[[:space:]]*go (func|[A-Za-z_.]+[(])|[.]Go[(]func' /dev/null $files; then
				echo "$path"
			fi
		done
	$go list -deps ./world | grep "^$module/"
	$go list ./agents/...
} | sort -u | grep -vE "$left_out"
