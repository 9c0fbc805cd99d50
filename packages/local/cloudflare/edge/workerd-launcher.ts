import { chmodSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * Miniflare starts workerd itself, so a killed cloud would leave it behind unknown. This small
 * script stands in for the binary: it writes the pid file that the kernel's leftovers look for,
 * then becomes workerd (exec keeps the pid).
 */
const script = `#!/bin/sh
start=$(sed 's/.*) //' "/proc/$$/stat" 2>/dev/null | cut -d ' ' -f 20)
[ -n "$start" ] || start=$(ps -o lstart= -p $$)
printf '{"pid":%d,"start":"%s","name":"%s","stopSignal":"SIGKILL","stopTimeoutMs":1000}' "$$" "$start" "$SEAWORTHY_WORKERD_NAME" > "$SEAWORTHY_WORKERD_PID_FILE"
exec "$SEAWORTHY_WORKERD" "$@"
`;

export interface Launcher {
  /** The environment with which one runtime must be started, and the pid file it will have. */
  environment(name: string): {
    readonly variables: Record<string, string>;
    readonly pidFile: string;
  };
}

/** `runDirectory` is the kernel's: `<directory>/run`. */
export function installLauncher(runDirectory: string): Launcher {
  const path = join(runDirectory, "workerd.sh");
  writeFileSync(path, script, { mode: 0o700 });
  chmodSync(path, 0o700);
  process.env.MINIFLARE_WORKERD_PATH = path;
  return {
    environment: (name) => {
      const pidFile = join(runDirectory, `${name}.json`);
      return {
        variables: {
          SEAWORTHY_WORKERD: workerdBinary(),
          SEAWORTHY_WORKERD_NAME: name,
          SEAWORTHY_WORKERD_PID_FILE: pidFile,
        },
        pidFile,
      };
    },
  };
}

/** The binary that the installed miniflare belongs to. */
function workerdBinary(): string {
  const fromHere = createRequire(import.meta.url);
  const fromMiniflare = createRequire(fromHere.resolve("miniflare"));
  return (fromMiniflare("workerd") as { default: string }).default;
}
