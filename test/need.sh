#!/usr/bin/env bash
# need.sh TOOL... makes sure that tools are there: installs the Debian packages
# of missing ones if it may. Exit 0: all there. Without a tool: exit 1 in CI,
# 3 elsewhere, so that the caller can leave out what needs it and say so.
set -uo pipefail

declare -A package=(
	[python3]="python3 python3-venv" [venv]="python3-venv" [gcc]="gcc libc6-dev"
	[node]="nodejs" [npm]="npm" [java]="default-jdk-headless" [mvn]="maven" [git]="git"
)

have() {
	case $1 in
	venv) python3 -c 'import venv, ensurepip' 2>/dev/null ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

missing=() packages=()
for tool in "$@"; do
	have "$tool" || { missing+=("$tool"); packages+=(${package[$tool]:-$tool}); }
done
[ ${#missing[@]} -eq 0 ] && exit 0

if command -v apt-get >/dev/null; then
	root=()
	[ "$(id -u)" -eq 0 ] || root=(sudo -n)
	echo "installing ${packages[*]}" >&2
	export DEBIAN_FRONTEND=noninteractive
	install=("${root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}")
	"${install[@]}" >/dev/null 2>&1 || { "${root[@]}" apt-get update -qq && "${install[@]}"; } >/dev/null
fi
still=()
for tool in "${missing[@]}"; do have "$tool" || still+=("$tool"); done
[ ${#still[@]} -eq 0 ] && exit 0
echo "missing: ${still[*]}" >&2
[ "${CI:-}" = true ] && exit 1
exit 3
