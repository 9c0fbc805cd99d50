import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { serverUser } from "../../../kernel/processes/server-user.ts";
import { guardMiniflareServers } from "./loopback-guard.ts";
import { asUser, reachableBinary } from "./run-as-user.ts";
import type { SocketFolder } from "./workerd-sockets.ts";

/**
 * Miniflare starts workerd itself, so a killed cloud would leave an unknown process behind. This
 * script stands in for the binary: it writes the pid file by which the kernel ends orphaned
 * processes, moves miniflare's own listener from a TCP port to a socket file, then execs workerd,
 * which keeps the pid. It removes socket files of a dead predecessor, which would prevent workerd
 * from listening. When run by root, it runs workerd as the servers' user, which owns the Workers'
 * storage, with / as the working directory: the project's folder may be closed to that user, for
 * example below /root.
 */
const script = `#!/bin/sh
start=$(sed 's/.*) //' "/proc/$$/stat" 2>/dev/null | cut -d ' ' -f 20)
[ -n "$start" ] || start=$(ps -o lstart= -p $$)
printf '{"pid":%d,"start":"%s","name":"%s","stopSignal":"SIGKILL","stopTimeoutMs":1000}' "$$" "$start" "$SEAWORTHY_WORKERD_NAME" > "$SEAWORTHY_WORKERD_PID_FILE"
rm -f "$SEAWORTHY_WORKERD_SOCKETS"-*
left=$#
while [ "$left" -gt 0 ]; do
  argument=$1
  shift
  case $argument in
    --socket-addr=entry=*) argument="--socket-addr=entry=unix:$SEAWORTHY_WORKERD_SOCKETS-entry" ;;
  esac
  set -- "$@" "$argument"
  left=$((left - 1))
done
[ -n "$SEAWORTHY_WORKERD_OWNER" ] || exec "$SEAWORTHY_WORKERD" "$@"
chown -R "$SEAWORTHY_WORKERD_OWNER" "$SEAWORTHY_WORKERD_STORAGE"
cd /
exec RUN_AS "$SEAWORTHY_WORKERD" "$@"
`;

/** How one runtime is started. */
export interface Launch {
  readonly variables: Readonly<Record<string, string>>;
  readonly pidFile: string;
  /** Where workerd listens for a service of the runtime, by a short name. */
  socketPath(name: string): string;
  /** After the runtime has ended. */
  removeSockets(): void;
}

export interface Launcher {
  /** `name` is unique among running processes. */
  launch(name: string): Launch;
}

export interface LauncherOptions {
  /** The kernel's: `<directory>/run`. */
  readonly runDirectory: string;
  /** Where the Workers' Durable Objects are stored. */
  readonly storage: string;
  readonly sockets: SocketFolder;
}

export function installLauncher({ runDirectory, storage, sockets }: LauncherOptions): Launcher {
  guardMiniflareServers();
  const user = serverUser();
  const path = join(runDirectory, "workerd.sh");
  const runAs = user ? asUser(user).map(quoted).join(" ") : "";
  writeFileSync(
    path,
    script.replace("RUN_AS", () => runAs),
    { mode: 0o700 },
  );
  chmodSync(path, 0o700);
  mkdirSync(storage, { recursive: true, mode: 0o700 });
  process.env.MINIFLARE_WORKERD_PATH = path;
  return {
    launch: (name) => {
      const pidFile = join(runDirectory, `${name}.json`);
      const files = sockets.reserve();
      return {
        variables: {
          SEAWORTHY_WORKERD: user
            ? reachableBinary(workerdBinary(), dirname(storage))
            : workerdBinary(),
          SEAWORTHY_WORKERD_OWNER: user ? `${user.uid}:${user.gid}` : "",
          SEAWORTHY_WORKERD_STORAGE: storage,
          SEAWORTHY_WORKERD_NAME: name,
          SEAWORTHY_WORKERD_PID_FILE: pidFile,
          SEAWORTHY_WORKERD_SOCKETS: files.prefix,
        },
        pidFile,
        socketPath: (of) => `${files.prefix}-${of}`,
        removeSockets: files.remove,
      };
    },
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** The binary that belongs to the installed miniflare. */
function workerdBinary(): string {
  const fromHere = createRequire(import.meta.url);
  const fromMiniflare = createRequire(fromHere.resolve("miniflare"));
  return (fromMiniflare("workerd") as { default: string }).default;
}
