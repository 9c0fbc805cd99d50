import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import providerService from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { SeaworthyError } from "@seaworthy/core/errors";
import { startEngine } from "./engine.ts";
import { createPluginClient, type PluginClient } from "./plugin-client.ts";

export interface RunningPlugin {
  readonly client: PluginClient;
  readonly pid: number;
  /** Its stderr, which the engine shows to users. */
  stderr(): string;
  /** SIGKILL. */
  kill(): Promise<void>;
}

/** How to start a plugin's process: a built-in one with Node, an official one by its path. */
export interface PluginCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** `entry` relative to this package. */
export function builtIn(entry: string): PluginCommand {
  return {
    command: process.execPath,
    args: ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "..", entry)],
  };
}

/** Starts a plugin as the engine does: its first line on stdout is its port. */
export async function startPlugin(
  { command, args }: PluginCommand,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningPlugin> {
  const engine = await startEngine();
  const child = spawn(command, [...args, engine.address], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [port] = (await Promise.race([
    once(createInterface(child.stdout), "line"),
    once(child, "exit").then(() => []),
  ])) as [string?];
  if (port === undefined || child.pid === undefined) {
    engine.close();
    throw new SeaworthyError("PROCESS_FAILED", `The plugin ended at once: ${stderr}`);
  }
  const service = new providerService.ResourceProviderClient(
    `127.0.0.1:${port}`,
    credentials.createInsecure(),
    {
      "grpc.max_receive_message_length": -1,
    },
  );
  return {
    client: createPluginClient(service),
    pid: child.pid,
    stderr: () => stderr,
    kill: async () => {
      service.close();
      engine.close();
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}
