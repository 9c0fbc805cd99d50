package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"slices"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/structpb"
)

// runDebuggable runs the command to its end; with attach, it stops before the first statement and waits for a
// debugger that the engine announces (`pulumi up --attach-debugger`).
func runDebuggable(
	ctx context.Context, engine pulumirpc.EngineClient, command *exec.Cmd, attach bool, name string,
) error {
	if !attach {
		return command.Run()
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	command.Args = slices.Insert(command.Args, 1,
		fmt.Sprintf("--inspect-brk=127.0.0.1:%d", port), "--inspect-publish-uid=http")
	if err := command.Start(); err != nil {
		return err
	}
	if err := announceDebugger(ctx, engine, command.Process.Pid, port, name); err != nil {
		return errors.Join(err, command.Process.Kill(), command.Wait())
	}
	return command.Wait()
}

func announceDebugger(ctx context.Context, engine pulumirpc.EngineClient, pid, port int, name string) error {
	settings, err := structpb.NewStruct(map[string]any{
		"name": "Pulumi: " + name, "type": "node", "request": "attach",
		"processId": pid, "port": port, "continueOnAttach": true, "skipFiles": []any{"<node_internals>/**"},
	})
	if err != nil {
		return err
	}
	_, err = engine.StartDebugging(ctx, &pulumirpc.StartDebuggingRequest{
		Config:  settings,
		Message: fmt.Sprintf("on process id %d and port %d", pid, port),
	})
	return err
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return listener.Addr().(*net.TCPAddr).Port, listener.Close()
}
