// Command sim runs the market simulator.
package main

import (
	"os"

	"kirifuda/agents"
	"kirifuda/cli"
)

func main() { os.Exit(cli.Main(agents.Default())) }
