#!/usr/bin/env bash
# fuzz.sh AMOUNT [TARGET...] gives inputs to fuzz targets, all of them unless some are
# named. AMOUNT is a time such as 10s, a number of inputs such as 5000x, or all: as many
# as stand below. Without a line there, a target is an error, which is all that the AMOUNT
# check looks for. JOBS is the number of processes, that of processors unless set.
#
# A target gets inputs by what one costs: the readers of foreign bytes together ten
# million, none less than a hundred thousand. Their branches guide the search, and those
# of the parsers they use, but not those of all that is linked in: after each input the
# engine looks at every branch that is counted, which for the whole program takes longer
# than most readers do.
set -euo pipefail
cd "$(dirname "$0")/.."
go=${GO:-go}
module=$($go list -m)

least=10000000 least_each=100000
# kind  inputs  package  target  guided by these packages besides its own
targets=$(sed 's/[[:space:]]*#.*//; /^$/d' <<-'END'
	reader  1200000  ./cli           FuzzSpec          configs experiment/design go.yaml.in/... encoding/json
	reader  1500000  ./cli           FuzzRequest       configs experiment/design go.yaml.in/... encoding/json
	reader  1500000  ./experiment    FuzzPoints        experiment/design encoding/csv
	reader  1000000  ./output        FuzzManifest      encoding/json
	reader  1400000  ./output        FuzzPlanAndIndex  encoding/json
	reader  1400000  ./output        FuzzDigest        encoding/json
	reader   500000  ./output        FuzzPart          github.com/parquet-go/...
	reader   200000  ./configs       FuzzLoad          go.yaml.in/...
	reader   200000  ./configs       FuzzOverride      go.yaml.in/...
	reader  1000000  ./experiment    FuzzPlan          experiment/design encoding/json
	reader   100000  ./experiment    FuzzConfig        configs go.yaml.in/...
	reader   100000  ./economy       FuzzTables        encoding/csv
	solver   200000  ./world/market  FuzzClear         # reads nothing: on top
END
)

fail() { echo "fuzz.sh: $*" >&2; exit 2; }

# Every target of the tree has a line, and every line a target.
have=$(git ls-files -co --exclude-standard '*_test.go' | xargs grep -HoE '^func Fuzz[A-Za-z0-9_]+' | sed -E 's#^(.*)/[^/]+:func (.*)#./\1 \2#' | sort)
listed=$(awk '{print $3, $4}' <<<"$targets" | sort)
[ "$have" = "$listed" ] || fail "the list of targets is not that of the tree:"$'\n'"$(diff <(echo "$listed") <(echo "$have"))"
sum=$(awk '$1 == "reader" {n += $2} END {print n}' <<<"$targets")
[ "$sum" -ge "$least" ] || fail "the readers get $sum inputs, less than $least"
few=$(awk -v n="$least_each" '$1 == "reader" && $2 < n {print $4}' <<<"$targets")
[ -z "$few" ] || fail "less than $least_each inputs:" $few

amount=${1:?AMOUNT, such as 10s, 5000x or all}
shift
[ "$amount" != check ] || exit 0
for name; do
	grep -qw "$name" <<<"$targets" || fail "no target $name"
done

mkdir -p .cache/fuzz
binary=$PWD/.cache/fuzz/fuzz.test
built=
while read -r _ inputs package target guides; do
	[ $# -eq 0 ] || printf '%s\n' "$@" | grep -qxF "$target" || continue
	if [ "$built" != "$package $guides" ]; then
		flags=("-gcflags=$module/${package#./}=-d=libfuzzer")
		for g in $guides; do
			[ ! -d "${g%/...}" ] || g=$module/$g
			flags+=("-gcflags=$g=-d=libfuzzer")
		done
		$go test -c "${flags[@]}" -o "$binary" "$package"
		built="$package $guides"
	fi
	n=$amount
	[ "$n" != all ] || n=${inputs}x
	echo "$target $n"
	# Smaller spellings of inputs that reach something new would cost most of the time.
	(cd "$package" && "$binary" -test.run '^$' -test.fuzz "^$target\$" -test.fuzztime "$n" -test.fuzzminimizetime 0x \
		-test.parallel "${JOBS:-$(nproc)}" -test.fuzzcachedir "$($go env GOCACHE)/fuzz/$module/${package#./}")
done <<<"$targets"
rm -f "$binary"
