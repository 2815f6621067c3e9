package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"kirifuda/internal/english"
)

// flagError describes the fault of a flag's value without naming the Go function that
// rejected it.
func flagError(err error) error {
	if text, found := strings.CutPrefix(err.Error(), "invalid argument "); found && strings.Contains(text, "flag: time: ") {
		value, _, _ := strings.Cut(text, " flag: time: ")
		return fmt.Errorf("invalid argument %s flag: not a time such as 90s, 15m or 3h50m", value)
	}
	var number *strconv.NumError
	if !errors.As(err, &number) {
		return err
	}
	text := "not a whole number"
	switch {
	case number.Func == "ParseUint" && strings.HasPrefix(number.Num, "-"):
		text = "must be at least 0"
	case errors.Is(number, strconv.ErrRange):
		text = "number too large"
	case number.Func == "ParseBool":
		text = "not true or false"
	}
	return errors.New(strings.Replace(err.Error(), number.Error(), text, 1))
}

// helpOn prints the help of the command named by the arguments.
func helpOn(c *cobra.Command, args []string) error {
	about, rest, err := c.Root().Find(args)
	if err != nil || len(rest) > 0 {
		return usageError("unknown command %q", strings.Join(args, " "))
	}
	about.InitDefaultHelpFlag()
	return about.Help()
}

// wrapArgs turns errors about arguments into usage errors.
func wrapArgs(c *cobra.Command) {
	if check := c.Args; check != nil {
		c.Args = func(cmd *cobra.Command, args []string) error {
			err := check(cmd, args)
			if err == nil {
				return nil
			}
			var n int
			text := err.Error()
			if at := strings.Index(text, " arg(s)"); at >= 0 { // how many: the last word before
				n, _ = strconv.Atoi(text[strings.LastIndex(text[:at], " ")+1 : at])
				err = fmt.Errorf("%s; write it as %s", strings.Replace(text, "arg(s)", english.Plural(n, "argument"), 1),
					strings.Replace(cmd.UseLine(), " [flags]", "", 1))
			}
			return &exit{exitUsage, err}
		}
	}
	if c.HasSubCommands() && c.HasParent() && c.RunE == nil {
		c.RunE = func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError("unknown command %q for %q", args[0], cmd.CommandPath())
			}
			return cmd.Help()
		}
	}
	for _, s := range c.Commands() {
		wrapArgs(s)
	}
}
