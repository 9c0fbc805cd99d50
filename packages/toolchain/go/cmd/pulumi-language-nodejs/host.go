package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	"github.com/pulumi/pulumi/sdk/v3/go/common/version"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"
)

// host implements the LanguageRuntime service. Embedding the unimplemented server by value makes the calls that
// Pulumi adds in a later version answer with "unimplemented" and their name.
type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer

	tracing string
	// context ends with the engine, with an interrupt, or with the Cancel call; every child ends with it.
	context context.Context
	cancel  context.CancelFunc

	mutex         sync.Mutex
	engineAddress string
	engine        *grpc.ClientConn
}

func newHost(tracing string) *host {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	return &host{tracing: tracing, context: ctx, cancel: cancel}
}

// attach remembers the engine and ends this host when the engine goes away without saying goodbye.
func (h *host) attach(address string) error {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.engineAddress == address {
		return nil
	}
	connection, err := grpc.NewClient(address,
		grpc.WithTransportCredentials(insecure.NewCredentials()), rpcutil.GrpcChannelOptions())
	if err != nil {
		return err
	}
	h.engineAddress, h.engine = address, connection
	go h.watch(connection)
	return nil
}

func (h *host) watch(connection *grpc.ClientConn) {
	connection.Connect()
	wasReady := false
	for state := connection.GetState(); connection.WaitForStateChange(h.context, state); {
		state = connection.GetState()
		switch {
		case state == connectivity.Ready:
			wasReady = true
		case wasReady && state == connectivity.Idle:
			connection.Connect() // a lost connection becomes idle first; only a failing reconnect says that nobody is there
		case state == connectivity.TransientFailure, state == connectivity.Shutdown:
			h.cancel()
		}
	}
}

func (h *host) engineClient() (pulumirpc.EngineClient, error) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.engine == nil {
		return nil, errors.New("the engine has not introduced itself: Handshake comes before Run and RunPlugin")
	}
	return pulumirpc.NewEngineClient(h.engine), nil
}

func (h *host) Handshake(
	_ context.Context, request *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	if err := h.attach(request.GetEngineAddress()); err != nil {
		return nil, err
	}
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: version.Version}, nil
}

func (h *host) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	h.cancel()
	return &emptypb.Empty{}, nil
}

// GetRequiredPlugins is Pulumi's deprecated form of GetRequiredPackages; the engine asks for that one first.
func (h *host) GetRequiredPlugins(
	context.Context, *pulumirpc.GetRequiredPluginsRequest,
) (*pulumirpc.GetRequiredPluginsResponse, error) {
	return nil, status.Error(codes.Unimplemented, "GetRequiredPlugins is deprecated: call GetRequiredPackages")
}

// Template has nothing to adjust: `pulumi new` writes a template as it is.
func (h *host) Template(context.Context, *pulumirpc.TemplateRequest) (*pulumirpc.TemplateResponse, error) {
	return &pulumirpc.TemplateResponse{}, nil
}
