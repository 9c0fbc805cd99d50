import { Server, ServerCredentials } from "@grpc/grpc-js";
import providerService from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Plugin } from "./plugin.ts";
import { createService } from "./server.ts";

/** Pulumi's own limit per message, 400 MB: it contains a Worker's modules. */
const maxMessageBytes = 400 * 1024 * 1024;

/**
 * Serves a plugin on a free loopback port until the engine ends the process.
 * @returns the port, which the caller prints to stdout for the engine.
 */
export function serve(plugin: Plugin): Promise<number> {
  const server = new Server({
    "grpc.max_receive_message_length": maxMessageBytes,
    "grpc.max_send_message_length": maxMessageBytes,
  });
  server.addService(providerService.ResourceProviderService, createService(plugin));
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (cause, port) => {
      if (!cause) return resolve(port);
      reject(
        new SeaworthyError(
          "PROCESS_FAILED",
          `Plugin ${plugin.name} found no loopback port to listen on.`,
          { cause },
        ),
      );
    });
  });
}
