#!/usr/bin/env bash
# race-packages.sh prints the packages whose tests run code on several goroutines,
# for the race detector. They are found, not listed, so that code that moves takes
# its test along:
#   - packages that start goroutines or import sync, themselves or in their tests,
#   - packages whose tests make worlds, which run institutions on goroutines.
# A package without either has nothing to race: what others run concurrently of it
# is watched in their tests, as the detector sees everything that is linked in.
# Left out are those whose own tests play whole programs for minutes; what they run
# concurrently is tested where it stands.
set -euo pipefail
go=${GO:-go}
module=$($go list -m)
left_out="^$module/(cli|validation)(/|\$)"

$go list -f '{{.ImportPath}}	{{join .Imports ","}},{{join .TestImports ","}},{{join .XTestImports ","}},	{{range .GoFiles}}{{$.Dir}}/{{.}} {{end}}{{range .TestGoFiles}}{{$.Dir}}/{{.}} {{end}}{{range .XTestGoFiles}}{{$.Dir}}/{{.}} {{end}}' ./... |
	while IFS=$'\t' read -r path imports files; do
		# shellcheck disable=SC2086
		if [[ ",$imports" =~ ,sync(/atomic)?, ]] || grep -qE '^[[:space:]]*go (func|[A-Za-z_.]+[(])|[.]Go[(]func|agenttest[.]Run|Inline: (inline|false)|Inline = (inline|false)' /dev/null $files; then
			echo "$path"
		fi
	done | grep -vE "$left_out"
