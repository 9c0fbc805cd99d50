package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	"github.com/pulumi/pulumi/sdk/v3/nodejs/npm"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// InstallDependencies is `pulumi install`: the package manager's install, in the workspace's root where there is one.
func (h *host) InstallDependencies(
	request *pulumirpc.InstallDependenciesRequest, stream pulumirpc.LanguageRuntime_InstallDependenciesServer,
) error {
	if request.GetUseLanguageVersionTools() {
		return errors.New("--use-language-version-tools is not supported by this language host: install Node.js yourself")
	}
	parsed, err := parseOptions(request.GetInfo())
	if err != nil {
		return err
	}
	streams, stdout, stderr, err := rpcutil.MakeInstallDependenciesStreams(stream, request.GetIsTerminal())
	if err != nil {
		return err
	}
	directory := request.GetInfo().GetProgramDirectory()
	if root, err := npm.FindWorkspaceRoot(directory); err == nil {
		directory = root
	} else if !errors.Is(err, npm.ErrNotInWorkspace) {
		return errors.Join(err, streams.Close())
	}
	fmt.Fprintf(stdout, "Installing dependencies in %s\n", directory)
	// A plugin is run, not developed, from where it is installed.
	production := parsed.production || request.GetIsPlugin()
	_, err = npm.Install(stream.Context(), parsed.packageManager, directory, production, stdout, stderr)
	return errors.Join(err, streams.Close())
}

func (h *host) GetProgramDependencies(
	ctx context.Context, request *pulumirpc.GetProgramDependenciesRequest,
) (*pulumirpc.GetProgramDependenciesResponse, error) {
	manager, err := packageManagerOf(request.GetInfo())
	if err != nil {
		return nil, err
	}
	packages, err := manager.ListPackages(ctx, request.GetInfo().GetProgramDirectory(), request.GetTransitiveDependencies())
	if err != nil {
		return nil, err
	}
	response := &pulumirpc.GetProgramDependenciesResponse{}
	for _, found := range packages {
		response.Dependencies = append(response.Dependencies,
			&pulumirpc.DependencyInfo{Name: found.Name, Version: found.Version})
	}
	return response, nil
}

// About answers `pulumi about`.
func (h *host) About(ctx context.Context, request *pulumirpc.AboutRequest) (*pulumirpc.AboutResponse, error) {
	binary, err := exec.LookPath("node")
	if err != nil {
		return nil, fmt.Errorf("node is not on PATH: %w", err)
	}
	version, err := exec.CommandContext(ctx, binary, "--version").Output()
	if err != nil {
		return nil, fmt.Errorf("%s --version: %w", binary, err)
	}
	manager, err := packageManagerOf(request.GetInfo())
	if err != nil {
		return nil, err
	}
	metadata := map[string]string{"packagemanager": manager.Name(), "host": "seaworthy"}
	if managerVersion, err := manager.Version(); err == nil {
		metadata["packagemanagerVersion"] = managerVersion.String()
	}
	return &pulumirpc.AboutResponse{
		Executable: binary, Version: strings.TrimSpace(string(version)), Metadata: metadata,
	}, nil
}

// RuntimeOptionsPrompts is what `pulumi new` asks about a Node.js project.
func (h *host) RuntimeOptionsPrompts(
	_ context.Context, request *pulumirpc.RuntimeOptionsRequest,
) (*pulumirpc.RuntimeOptionsResponse, error) {
	if _, known := request.GetInfo().GetOptions().AsMap()["packagemanager"]; known {
		return &pulumirpc.RuntimeOptionsResponse{}, nil
	}
	return &pulumirpc.RuntimeOptionsResponse{Prompts: []*pulumirpc.RuntimeOptionPrompt{{
		Key:         "packagemanager",
		Description: "The package manager to use for installing dependencies",
		PromptType:  pulumirpc.RuntimeOptionPrompt_STRING,
		Choices:     plugin.MakeExecutablePromptChoices("npm", "pnpm", "yarn", "bun"),
		Default: &pulumirpc.RuntimeOptionPrompt_RuntimeOptionValue{
			PromptType: pulumirpc.RuntimeOptionPrompt_STRING, StringValue: "npm",
		},
	}}}, nil
}

func packageManagerOf(info *pulumirpc.ProgramInfo) (npm.PackageManager, error) {
	parsed, err := parseOptions(info)
	if err != nil {
		return nil, err
	}
	return npm.ResolvePackageManager(parsed.packageManager, info.GetProgramDirectory())
}
