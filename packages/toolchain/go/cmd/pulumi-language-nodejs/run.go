package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// reportedExitCode is what the SDK's runner exits with once it has told the engine what went wrong, so that nothing
// needs to be added (@pulumi/pulumi/cmd/run, nodeJSProcessExitedAfterLoggingUserActionableMessage).
const reportedExitCode = 32

// Run executes a program once and says how it ended.
//
// The program talks to the engine's monitor directly. The official host puts a proxy between them, for synchronous
// invokes over a pair of files; the SDK stopped using those, and does without when --sync is not given.
func (h *host) Run(ctx context.Context, request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	engine, err := h.engineClient()
	if err != nil {
		return nil, err
	}
	command, err := h.programCommand(ctx, request)
	if err != nil {
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	}
	err = runDebuggable(ctx, engine, command, request.GetAttachDebugger(), "program")
	return runResponse(err), nil
}

func (h *host) programCommand(ctx context.Context, request *pulumirpc.RunRequest) (*exec.Cmd, error) {
	parsed, err := parseOptions(request.GetInfo())
	if err != nil {
		return nil, err
	}
	script, err := sdkScript("run", request.GetInfo().GetProgramDirectory())
	if err != nil {
		return nil, err
	}
	settings, err := configEnvironment(request)
	if err != nil {
		return nil, err
	}
	arguments := append(parsed.nodeArguments, script)
	command, err := h.node(ctx, append(arguments, h.runArguments(request)...), os.Stdout, os.Stderr)
	if err != nil {
		return nil, err
	}
	command.Env = append(append(os.Environ(), settings...), parsed.environment()...)
	return command, nil
}

// runArguments are the flags of @pulumi/pulumi/cmd/run, then the entry point, then the program's own arguments.
func (h *host) runArguments(request *pulumirpc.RunRequest) []string {
	var arguments []string
	flag := func(name, value string) {
		if value != "" {
			arguments = append(arguments, "--"+name, value)
		}
	}
	flag("monitor", request.GetMonitorAddress())
	flag("engine", h.engineAddress)
	flag("organization", request.GetOrganization())
	flag("project", request.GetProject())
	flag("root-directory", request.GetInfo().GetRootDirectory())
	flag("stack", request.GetStack())
	flag("pwd", request.GetInfo().GetProgramDirectory())
	if request.GetDryRun() {
		arguments = append(arguments, "--dry-run")
	}
	flag("parallel", strconv.Itoa(int(request.GetParallel())))
	flag("tracing", h.tracing)
	arguments = append(arguments, request.GetInfo().GetEntryPoint())
	return append(arguments, request.GetArgs()...)
}

// configEnvironment hands the configuration over by environment, which other users cannot read as they can arguments.
func configEnvironment(request *pulumirpc.RunRequest) ([]string, error) {
	values := map[string]string{}
	for key, value := range request.GetConfig() {
		parsed, err := config.ParseKey(key)
		if err != nil {
			return nil, fmt.Errorf("configuration key %q: %w", key, err)
		}
		values[parsed.Namespace()+":config:"+parsed.Name()] = value
	}
	valuesJSON, err := json.Marshal(values)
	if err != nil {
		return nil, err
	}
	secretKeysJSON, err := json.Marshal(append([]string{}, request.GetConfigSecretKeys()...))
	if err != nil {
		return nil, err
	}
	return []string{"PULUMI_CONFIG=" + string(valuesJSON), "PULUMI_CONFIG_SECRET_KEYS=" + string(secretKeysJSON)}, nil
}

func runResponse(err error) *pulumirpc.RunResponse {
	var exited *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}
	case errors.As(err, &exited) && exited.ExitCode() == reportedExitCode:
		return &pulumirpc.RunResponse{Bail: true}
	case errors.As(err, &exited):
		return &pulumirpc.RunResponse{Error: "the program ended unsuccessfully: " + exited.String()}
	default:
		return &pulumirpc.RunResponse{Error: "the program could not be run: " + err.Error()}
	}
}
