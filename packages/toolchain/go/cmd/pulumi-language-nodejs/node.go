package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// stopGrace is how long a child may take to end after an interrupt before it is killed.
const stopGrace = 5 * time.Second

// node prepares a Node.js process that is interrupted when either context ends.
func (h *host) node(ctx context.Context, arguments []string, stdout, stderr io.Writer) (*exec.Cmd, error) {
	binary, err := exec.LookPath("node")
	if err != nil {
		return nil, fmt.Errorf("node is not on PATH: run pulumi through npx, or install Node.js 22.18 or later (%w)", err)
	}
	both, cancel := context.WithCancel(h.context)
	context.AfterFunc(ctx, cancel)
	command := exec.CommandContext(both, binary, arguments...)
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = stopGrace
	// Node may switch its output to non-blocking mode, which on a shared descriptor makes our own writes fail with
	// EAGAIN (https://github.com/golang/go/issues/58408); behind a plain io.Writer it gets a pipe of its own.
	command.Stdout = struct{ io.Writer }{stdout}
	command.Stderr = struct{ io.Writer }{stderr}
	return command, nil
}

// sdkScript finds one of the entry points that @pulumi/pulumi has for language hosts, e.g. "run", as the program
// itself would find it. Walking node_modules takes no time; package managers without one are asked through Node.
func sdkScript(name, programDirectory string) (string, error) {
	for directory := programDirectory; ; directory = filepath.Dir(directory) {
		candidate := filepath.Join(directory, "node_modules", "@pulumi", "pulumi", "cmd", name, "index.js")
		if resolved, err := filepath.EvalSymlinks(candidate); err == nil {
			return resolved, nil
		}
		if directory == filepath.Dir(directory) {
			return resolveWithNode("@pulumi/pulumi/cmd/"+name, programDirectory)
		}
	}
}

func resolveWithNode(module, directory string) (string, error) {
	command := exec.Command("node", "--print", fmt.Sprintf("require.resolve(%q)", module))
	command.Dir = directory
	output, err := command.Output()
	if err == nil {
		return strings.TrimSpace(string(output)), nil
	}
	var failed *exec.ExitError
	if errors.As(err, &failed) && strings.Contains(string(failed.Stderr), "MODULE_NOT_FOUND") {
		return "", fmt.Errorf("@pulumi/pulumi is not installed for %s: run npm install there", directory)
	}
	return "", fmt.Errorf("could not look for @pulumi/pulumi from %s: %w", directory, err)
}
