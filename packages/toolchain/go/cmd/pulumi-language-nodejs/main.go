// pulumi-language-nodejs is the language host that lets the Pulumi engine run Node.js programs, policy packs and
// plugins. The engine starts it, reads a port from its first line of output, and calls it over gRPC.
//
// Pulumi publishes its own host with its release; this one stands in where only package registries can be reached,
// because the official host is not part of the Go module that the CLI is built from.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	"github.com/pulumi/pulumi/sdk/v3/go/common/version"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

func main() {
	tracing := flag.String("tracing", "", "tracing endpoint, handed on to the program")
	runtime := flag.String("runtime", "nodejs", "the only supported value is nodejs")
	showVersion := flag.Bool("version", false, "print the version and exit")
	flag.Parse()
	if *showVersion {
		fmt.Println(version.Version)
		return
	}
	if err := serve(*runtime, *tracing, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-language-nodejs:", err)
		os.Exit(1)
	}
}

// serve answers the engine until the engine goes away or an interrupt arrives.
func serve(runtime, tracing, engineAddress string) error {
	if runtime != "nodejs" {
		return fmt.Errorf("runtime %q is not supported by this language host, only nodejs is", runtime)
	}
	host := newHost(tracing)
	defer host.cancel()
	stop := make(chan bool)
	go func() {
		<-host.context.Done()
		close(stop)
	}()
	if engineAddress != "" {
		if err := host.attach(engineAddress); err != nil {
			return err
		}
	}
	server, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: stop,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, host)
			return nil
		},
	})
	if err != nil {
		return fmt.Errorf("could not listen: %w", err)
	}
	fmt.Println(server.Port)
	return <-server.Done
}
