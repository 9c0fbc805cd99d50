import { execFile } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { rotateLog } from "./log-file.ts";
import { type ServerUser, serverUser } from "./server-user.ts";
import { logPath, SupervisedServer } from "./supervised-server.ts";
import type { ProcessTable, ProcessTableOptions } from "./table.ts";

const rotateEveryMs = 30_000;

export function createProcessTable(options: ProcessTableOptions): ProcessTable {
  const user = serverUser();
  const servers = new Map<string, SupervisedServer>();
  let closed = false;
  const rotation = setInterval(() => {
    for (const name of servers.keys()) rotateLog(logPath(options, name));
  }, rotateEveryMs);
  rotation.unref();
  return {
    user,
    start: async (spec) => {
      if (closed)
        throw new SeaworthyError(
          "PROCESS_FAILED",
          `${spec.name} was not started: the local cloud is stopping.`,
          { retryable: true },
        );
      await servers.get(spec.name)?.stop();
      const server = new SupervisedServer(spec, options, user, () => servers.delete(spec.name));
      servers.set(spec.name, server);
      await server.start();
      return server;
    },
    run: (command, args, runOptions) => runToEnd(command, args, user, runOptions),
    makeDirectory: async (path) => {
      mkdirSync(path, { recursive: true });
      own(path, 0o700, user);
    },
    writeFile: async (path, text) => {
      const draft = `${path}.draft`;
      writeFileSync(draft, text, { mode: 0o600 });
      own(draft, 0o600, user);
      renameSync(draft, path);
    },
    pause: (name, forMs) => servers.get(name)?.pause(forMs),
    running: () =>
      [...servers.values()].map(({ name, pid, restarts }) => ({ name, pid, restarts })),
    stopAll: async () => {
      closed = true;
      clearInterval(rotation);
      await Promise.all([...servers.values()].map((server) => server.stop()));
    },
  };
}

async function runToEnd(
  command: string,
  args: readonly string[],
  user: ServerUser | undefined,
  options: { environment?: Record<string, string>; timeoutMs?: number } = {},
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, [...args], {
      env: { PATH: process.env.PATH ?? "", LANG: "C.UTF-8", ...options.environment },
      timeout: options.timeoutMs ?? 120_000,
      cwd: "/",
      ...user,
    });
    return stdout;
  } catch (cause) {
    const output =
      cause instanceof Error && "stderr" in cause
        ? String(cause.stderr).trim().split("\n").slice(-5).join("\n")
        : "";
    throw new SeaworthyError("PROCESS_FAILED", `${command} failed: ${output || messageOf(cause)}`, {
      cause,
    });
  }
}

function own(path: string, mode: number, user: ServerUser | undefined): void {
  if (user) chownSync(path, user.uid, user.gid);
  chmodSync(path, mode);
}
