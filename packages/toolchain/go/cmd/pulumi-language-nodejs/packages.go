package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// manifest is the part of a package.json that matters here.
type manifest struct {
	Name                 string                  `json:"name"`
	Version              string                  `json:"version"`
	Pulumi               plugin.PulumiPluginJSON `json:"pulumi"`
	Dependencies         map[string]string       `json:"dependencies"`
	OptionalDependencies map[string]string       `json:"optionalDependencies"`
	PeerDependencies     map[string]string       `json:"peerDependencies"`
	DevDependencies      map[string]string       `json:"devDependencies"`
}

// GetRequiredPackages lists the Pulumi packages among a program's dependencies, so that the engine can install their
// plugins before it starts. It follows package.json from the program as Node would, and so finds hoisted packages of
// npm workspaces above the program's folder as well.
func (h *host) GetRequiredPackages(
	_ context.Context, request *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	root, err := nearestManifest(request.GetInfo().GetProgramDirectory())
	if err != nil || root == "" {
		return &pulumirpc.GetRequiredPackagesResponse{}, err
	}
	walk := packageWalk{visited: map[string]bool{}}
	if err := walk.visit(root, true); err != nil {
		return nil, err
	}
	return &pulumirpc.GetRequiredPackagesResponse{Packages: walk.found}, nil
}

type packageWalk struct {
	visited map[string]bool
	found   []*pulumirpc.PackageDependency
}

func (w *packageWalk) visit(directory string, isRoot bool) error {
	directory, err := filepath.EvalSymlinks(directory)
	if err != nil || w.visited[directory] {
		return err
	}
	w.visited[directory] = true
	pkg, err := readManifest(directory)
	if err != nil {
		return err
	}
	if pkg.Pulumi.Resource {
		dependency, err := dependencyOf(pkg)
		if err != nil {
			return err
		}
		w.found = append(w.found, dependency)
	}
	for _, name := range pkg.dependencyNames(isRoot) {
		if found := installedPackage(directory, name); found != "" {
			if err := w.visit(found, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// dependencyNames is in a stable order, so that the engine's messages are.
func (m manifest) dependencyNames(withDevelopment bool) []string {
	names := map[string]string{}
	for _, group := range []map[string]string{m.Dependencies, m.OptionalDependencies, m.PeerDependencies} {
		maps.Copy(names, group)
	}
	if withDevelopment {
		maps.Copy(names, m.DevDependencies)
	}
	return slices.Sorted(maps.Keys(names))
}

// installedPackage looks where Node looks; an optional dependency may well be nowhere.
func installedPackage(from, name string) string {
	for directory := from; ; directory = filepath.Dir(directory) {
		candidate := filepath.Join(directory, "node_modules", name)
		if exists(filepath.Join(candidate, "package.json")) {
			return candidate
		}
		if directory == filepath.Dir(directory) {
			return ""
		}
	}
}

func nearestManifest(from string) (string, error) {
	from, err := filepath.Abs(from)
	if err != nil {
		return "", err
	}
	for directory := from; ; directory = filepath.Dir(directory) {
		if exists(filepath.Join(directory, "package.json")) {
			return directory, nil
		}
		if directory == filepath.Dir(directory) {
			return "", nil
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

func readManifest(directory string) (manifest, error) {
	var parsed manifest
	path := filepath.Join(directory, "package.json")
	content, err := os.ReadFile(path)
	if err != nil {
		return parsed, err
	}
	if err := json.Unmarshal(content, &parsed); err != nil {
		return parsed, fmt.Errorf("%s is not a package.json: %w", path, err)
	}
	return parsed, nil
}

func dependencyOf(pkg manifest) (*pulumirpc.PackageDependency, error) {
	name, version := pkg.Pulumi.Name, pkg.Pulumi.Version
	if name == "" {
		scoped, isOfficial := strings.CutPrefix(pkg.Name, "@pulumi/")
		if !isOfficial {
			return nil, fmt.Errorf("package %q has a Pulumi plugin but its package.json does not name it in pulumi.name", pkg.Name)
		}
		name = scoped
	}
	if version == "" {
		version = pkg.Version
	}
	return &pulumirpc.PackageDependency{
		Name:             name,
		Kind:             "resource",
		Version:          "v" + strings.TrimPrefix(version, "v"),
		Server:           pkg.Pulumi.Server,
		Parameterization: parameterizationOf(pkg.Pulumi.Parameterization),
		Extension:        parameterizationOf(pkg.Pulumi.ExtensionParameterization),
	}, nil
}

func parameterizationOf(given *plugin.PulumiParameterizationJSON) *pulumirpc.PackageParameterization {
	if given == nil {
		return nil
	}
	return &pulumirpc.PackageParameterization{Name: given.Name, Version: given.Version, Value: given.Value}
}
