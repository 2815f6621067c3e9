// Command sim runs the market simulator.
package main

import (
	"os"

	"kirifuda/agents"
)

func main() { os.Exit(Main(os.Args[1:], agents.Default(), os.Stdin, os.Stdout, os.Stderr)) }
