package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// Pack builds a generated SDK and packs it into a tarball: `pulumi package pack-sdk nodejs`.
func (h *host) Pack(ctx context.Context, request *pulumirpc.PackRequest) (*pulumirpc.PackResponse, error) {
	directory := request.GetPackageDirectory()
	pkg, err := readManifest(directory)
	if err != nil {
		return nil, err
	}
	if pkg.Name == "@pulumi/pulumi" {
		return nil, errors.New("packing @pulumi/pulumi itself is not supported by this language host")
	}
	for _, arguments := range [][]string{{"install"}, {"run", "build"}} {
		if _, err := npmIn(ctx, directory, arguments...); err != nil {
			return nil, err
		}
	}
	// The build of a generated SDK leaves package.json out of bin/, the folder that is packed.
	content, err := os.ReadFile(filepath.Join(directory, "package.json"))
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(directory, "bin", "package.json"), content, 0o644); err != nil {
		return nil, err
	}
	name, err := npmIn(ctx, directory, "pack", filepath.Join(directory, "bin"),
		"--pack-destination", request.GetDestinationDirectory())
	if err != nil {
		return nil, err
	}
	return &pulumirpc.PackResponse{ArtifactPath: filepath.Join(request.GetDestinationDirectory(), name)}, nil
}

// npmIn returns the last line that npm printed; `npm pack` names its file there.
func npmIn(ctx context.Context, directory string, arguments ...string) (string, error) {
	command := exec.CommandContext(ctx, "npm", arguments...)
	command.Dir = directory
	var problems strings.Builder
	command.Stderr = &problems
	output, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("npm %s: %w\n%s", strings.Join(arguments, " "), err, problems.String())
	}
	lines := strings.Split(strings.TrimSpace(string(output)), "\n")
	return lines[len(lines)-1], nil
}
