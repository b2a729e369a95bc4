// The kustomize of which `make generate` builds deploy/rauta-*.yaml: its own commands, at the version that
// go.mod pins and with the checksums of go.sum.
package main

import (
	"os"

	"sigs.k8s.io/kustomize/kustomize/v5/commands"
)

func main() {
	if err := commands.NewDefaultCommand().Execute(); err != nil {
		os.Exit(1)
	}
}
