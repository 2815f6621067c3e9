// Package configs turns scenario files into checked, typed parameters.
//
// A scenario is a YAML file: a name, dates, market settings, loadings of instruments,
// parameters of agents, events and metrics. Every scenario is laid over an embedded base
// world (world.yaml), which lists the whole roster of agents. The parameters of an agent
// are a Go struct whose tags give the unit, bounds, default and role of every field and
// whose comments describe it ([Description]); the loader, the JSON Schema, the
// explanations and the documentation tables are derived from them.
//
// # Layers
//
// A value is taken from the highest layer that gives it:
//
//  1. the default in the tag;
//  2. world.yaml;
//  3. the scenario and, below it, the scenarios it extends;
//  4. files given by -c, in order;
//  5. environment variables SIM_*;
//  6. -s key=value and -s @patch.yaml, in order.
//
// Within one file the section "kinds" is applied before "agents". A setting of
// a kind in a higher layer therefore overrides a setting of one agent in a
// lower layer, and an agent added in a higher layer starts from the settings
// that lower layers gave to its kind. Lists are replaced as a whole. A map
// is laid over the map of lower layers entry by entry; {} removes all entries, and
// the key <agent>.<param>.<entry> sets one. A map with the tag list may also be written
// as a list in that order. In a file with "standalone: true" a map is complete: entries
// that it leaves out do not exist. Events of all layers are combined, and metrics are merged
// by name; events: [] and metrics: {} remove those of lower layers. A section without a
// value (agents: {rm_india: ~}), an empty section and a file without keys say nothing and
// are rejected.
//
// # Keys
//
// Overrides name a value by a dotted key: days, start, market.<param>,
// loadings.<instrument>.<loading>,
// <agent>.<param>, <kind>.<param> (all agents of the kind), or the long forms
// agents.<agent>.<param> and kinds.<kind>.<param>, and metrics.<name>. Where an
// agent has the name of a kind, the short form means the agent. The key
// agents.<id>.kind=<kind> adds an agent. On the command line a key with * at its end
// multiplies: real_money.kappa_per_day*=0.5, of a map all entries or, with the entry
// in the key, one. Files given by -c or -s @ have the
// form of a scenario and may also contain dotted keys at the top level.
//
// An environment variable is the key in capitals with two underscores for each
// dot: SIM_JP_MOF__SALE_USD_BN=300 sets jp_mof.sale_usd_bn, and SIM_DAYS=60
// sets days. Variables without a double underscore other than SIM_DAYS and
// SIM_START belong to the program and are left alone.
//
// # Days
//
// A parameter of type [world.When] is a day on which something happens: a date, or the
// number of a business day of the run, of which the first is 1; 0 means never where the
// minimum is 0. The loader gives dates their numbers once start and calendar are known
// ([world.When.In]). A date on which all markets are closed is refused, or with the tag
// closed:"before" taken as the business day before. A day outside the run does not happen,
// of which [Scenario].Warnings speaks if it was set. In the [Digest] and the [Diff] a date
// is the same as its number.
//
// # Strictness
//
// Numbers are plain decimals. Leading zeros (octal in YAML), underscores, hex,
// an exponent in an integer, quoted numbers, infinities and YAML tags or merge
// keys are rejected, not guessed. So are unknown and duplicate keys,
// values out of bounds and dates at weekends. All problems are collected and
// returned together as an [Error]; a [Problem] prints as one line with file,
// line and column.
package configs
