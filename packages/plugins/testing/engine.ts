import { Server, ServerCredentials } from "@grpc/grpc-js";
import engineService from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";

export interface TestEngine {
  readonly address: string;
  close(): void;
}

/**
 * The engine that a plugin reports to: without it, an official plugin panics at its first log line.
 */
export async function startEngine(): Promise<TestEngine> {
  const server = new Server();
  server.addService(engineService.EngineService, {
    log: (_: unknown, answer: (error: null, empty: unknown) => void) =>
      answer(null, new emptyProto.Empty()),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (failed, bound) =>
      failed ? reject(failed) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}
