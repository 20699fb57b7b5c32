package help

import (
	"context"
	"errors"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/types/known/emptypb"

	"backofflab/benchmarks/exports/measure"
)

// overGRPC calls a service over a connection in memory, under a service config: what fails is
// what grpc-go sends.
func overGRPC(ctx context.Context, config string, attempt try) error {
	listener := bufconn.Listen(1 << 16)
	server := grpc.NewServer(grpc.UnknownServiceHandler(func(_ any, stream grpc.ServerStream) error {
		if err := attempt(stream.Context()); errors.Is(err, measure.ErrRejected) {
			return status.Error(codes.ResourceExhausted, "rejected")
		}
		return status.Error(codes.Unavailable, "unavailable")
	}))
	go func() { _ = server.Serve(listener) }()
	defer server.Stop()
	conn, err := grpc.NewClient("passthrough:///shop",
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }),
		grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithDefaultServiceConfig(config))
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Invoke(ctx, "/your.package.Service/Call", &emptypb.Empty{}, &emptypb.Empty{})
}
