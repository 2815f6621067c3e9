package configs

import (
	"embed"
	"io/fs"
)

//go:embed world.yaml scenarios/*.yaml
var embedded embed.FS

// Embedded returns the file system with the scenarios built into the program:
// world.yaml and scenarios/<name>.yaml.
func Embedded() fs.FS { return embedded }
