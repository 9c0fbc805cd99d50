package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// RunPlugin runs a plugin written for Node.js until it ends, and streams its output to the engine, which reads the
// plugin's port from the first line.
func (h *host) RunPlugin(
	request *pulumirpc.RunPluginRequest, stream pulumirpc.LanguageRuntime_RunPluginServer,
) error {
	streams, stdout, stderr, err := rpcutil.MakeRunPluginStreams(stream, false)
	if err != nil {
		return err
	}
	if request.GetKind() == string(apitype.AnalyzerPlugin) {
		err = h.runPolicyPack(stream.Context(), request, stdout, stderr)
	} else {
		err = h.runPlugin(stream.Context(), request, stdout, stderr)
	}
	return errors.Join(pluginError(request.GetInfo().GetProgramDirectory(), err), streams.Close())
}

func (h *host) runPlugin(ctx context.Context, request *pulumirpc.RunPluginRequest, stdout, stderr io.Writer) error {
	engine, err := h.engineClient()
	if err != nil {
		return err
	}
	own := append([]string{request.GetInfo().GetProgramDirectory()}, request.GetArgs()...)
	command, err := h.pluginCommand(ctx, request, "run-plugin", own, stdout, stderr)
	if err != nil {
		return err
	}
	command.Dir = request.GetPwd()
	return runDebuggable(ctx, engine, command, request.GetAttachDebugger(), "plugin "+request.GetName())
}

// runPolicyPack starts a policy pack only after the engine has configured it: packs read the stack's name and
// configuration from the environment when they start, and those arrive in the ConfigureStack call. The SDK's proxy
// answers that call on the pack's behalf, and hands everything else to the pack once it runs.
func (h *host) runPolicyPack(ctx context.Context, request *pulumirpc.RunPluginRequest, stdout, stderr io.Writer) error {
	if request.GetAttachDebugger() {
		return errors.New("attaching a debugger to a policy pack is not supported by this language host: " +
			"set nodeargs: --inspect-brk in PulumiPolicy.yaml instead")
	}
	proxy, packStdout, err := sdk.NewPolicyProxy(ctx, stdout)
	if err != nil {
		return err
	}
	stack, err := proxy.AwaitConfiguration(ctx)
	if err != nil {
		return fmt.Errorf("the engine did not configure the policy pack: %w", err)
	}
	settings, err := stackEnvironment(stack)
	if err != nil {
		return err
	}
	directory := request.GetInfo().GetProgramDirectory()
	own := append(append([]string{}, request.GetArgs()...), directory)
	command, err := h.pluginCommand(ctx, request, "run-policy-pack", own, packStdout, stderr)
	if err != nil {
		return err
	}
	command.Dir = directory
	command.Env = append(command.Env, settings...)
	if err := command.Start(); err != nil {
		return err
	}
	return proxy.Attach(ctx, command)
}

func (h *host) pluginCommand(
	ctx context.Context, request *pulumirpc.RunPluginRequest, script string, own []string, stdout, stderr io.Writer,
) (*exec.Cmd, error) {
	parsed, err := parseOptions(request.GetInfo())
	if err != nil {
		return nil, err
	}
	path, err := sdkScript(script, request.GetInfo().GetProgramDirectory())
	if err != nil {
		return nil, err
	}
	arguments := append(parsed.nodeArguments, path)
	command, err := h.node(ctx, append(arguments, own...), stdout, stderr)
	if err != nil {
		return nil, err
	}
	command.Env = append(request.GetEnv(), parsed.environment()...)
	return command, nil
}

// stackEnvironment is where @pulumi/policy and @pulumi/pulumi look for the stack; no stack is known when a pack is
// only asked for its list of policies.
func stackEnvironment(stack *pulumirpc.AnalyzerStackConfigureRequest) ([]string, error) {
	if stack == nil {
		return nil, nil
	}
	configJSON, err := json.Marshal(stack.GetConfig())
	if err != nil {
		return nil, err
	}
	environment := []string{"PULUMI_NODEJS_DRY_RUN=" + strconv.FormatBool(stack.GetDryRun())}
	for name, value := range map[string]string{
		"PULUMI_NODEJS_ORGANIZATION": stack.GetOrganization(),
		"PULUMI_NODEJS_PROJECT":      stack.GetProject(),
		"PULUMI_NODEJS_STACK":        stack.GetStack(),
		"PULUMI_CONFIG":              string(configJSON),
	} {
		if value != "" && value != "null" {
			environment = append(environment, name+"="+value)
		}
	}
	return environment, nil
}

func pluginError(directory string, err error) error {
	var exited *exec.ExitError
	if errors.As(err, &exited) {
		return fmt.Errorf("the plugin in %s ended unsuccessfully: %s", directory, exited)
	}
	return err
}
