// Package cli is the command line of the simulator, one file per command.
//
// A program with more kinds of institutions than the model's own passes its catalogue
// to Main and has every command:
//
//	func main() { os.Exit(cli.Main(agents.Default().With(mine))) }
//
// Exit codes are listed in app.go.
package cli
