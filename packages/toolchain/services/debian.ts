import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { run } from "../run.ts";

/**
 * Installs only the programs of Debian packages: starts no service, creates no system cluster, and
 * enables nothing at boot. What was already installed is not changed. Throws PERMISSION_DENIED
 * without root or passwordless sudo, with what to type.
 */
export async function aptInstall(
  packages: readonly string[],
  report: (line: string) => void,
): Promise<void> {
  const fresh = await notInstalled(packages);
  const command = `sudo apt-get install -y ${fresh.join(" ")}`;
  const prefix = await rootPrefix(command);
  await withoutServiceStarts(prefix, async () => {
    const options = ["-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"];
    const first = await apt(prefix, ["install", ...options, ...fresh], report);
    if (first.exitCode === 0) return;
    // A machine that never fetched its package lists, or did so long ago, knows no packages or
    // outdated ones.
    await apt(prefix, ["update", "-q"], report);
    const second = await apt(prefix, ["install", ...options, ...fresh], report);
    if (second.exitCode === 0) return;
    throw new SeaworthyError(
      "TOOL_MISSING",
      `apt-get could not install ${fresh.join(", ")}. Type: sudo apt-get update && ${command}\n${second.tail.join("\n")}`,
    );
  });
  await disableAtBoot(prefix, fresh);
}

async function notInstalled(packages: readonly string[]): Promise<string[]> {
  const states = await Promise.all(
    packages.map((name) => run("dpkg-query", ["-W", `-f=\${Status}`, name])),
  );
  return packages.filter((_name, index) => !states[index]?.stdout.endsWith(" installed"));
}

/** Prefix of a command that needs root. Throws PERMISSION_DENIED when root is not available. */
export async function rootPrefix(command: string): Promise<readonly string[]> {
  if (process.getuid?.() === 0) return [];
  const canSudo = existsSync("/usr/bin/sudo") && (await run("sudo", ["-n", "true"])).exitCode === 0;
  if (canSudo) return ["sudo", "-n"];
  throw new SeaworthyError(
    "PERMISSION_DENIED",
    `Programs are missing, and installing them needs administrator rights. Type: ${command}`,
  );
}

function apt(
  prefix: readonly string[],
  own: readonly string[],
  report: (line: string) => void,
): ReturnType<typeof run> {
  return asRoot(
    prefix,
    ["env", "DEBIAN_FRONTEND=noninteractive", "NEEDRESTART_MODE=l", "apt-get", ...own],
    report,
  );
}

function asRoot(
  prefix: readonly string[],
  command: readonly string[],
  report?: (line: string) => void,
): ReturnType<typeof run> {
  const [program = "true", ...rest] = [...prefix, ...command];
  return run(program, rest, report ? { onLine: report } : {});
}

/**
 * Files that hold back maintainer scripts while they exist. policy-rc.d: exit code 101 forbids
 * starting a service (https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt); it
 * names only our services, so that an upgrade pulled in by apt restarts what it must.
 * createcluster.d: see pg_createcluster(8).
 */
const holds: readonly { path: string; content: string; mode: string }[] = [
  {
    path: "/usr/sbin/policy-rc.d",
    content:
      '#!/bin/sh\n# Written by Seaworthy for the time of one apt-get install.\ncase "$1" in postgresql*|pgbouncer*|redis*|valkey*) exit 101;; esac\nexit 0\n',
    mode: "0755",
  },
  {
    path: "/etc/postgresql-common/createcluster.d/seaworthy.conf",
    content: "create_main_cluster = false\n",
    mode: "0644",
  },
];

async function withoutServiceStarts(
  prefix: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const own = holds.filter(({ path }) => !existsSync(path));
  try {
    for (const hold of own) await writeAsRoot(prefix, hold);
    await work();
  } finally {
    for (const { path } of own) await removeAsRoot(prefix, path);
  }
}

async function writeAsRoot(
  prefix: readonly string[],
  { path, content, mode }: (typeof holds)[number],
): Promise<void> {
  if (prefix.length === 0) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode: Number.parseInt(mode, 8) });
    return;
  }
  const script = 'mkdir -p "$(dirname "$1")" && printf %s "$2" > "$1" && chmod "$3" "$1"';
  await asRoot(prefix, ["sh", "-c", script, "sh", path, content, mode]);
}

async function removeAsRoot(prefix: readonly string[], path: string): Promise<void> {
  if (prefix.length === 0) rmSync(path, { force: true });
  else await asRoot(prefix, ["rm", "-f", path]);
}

/** Debian enables what it installs. Only the units of newly installed packages are disabled. */
async function disableAtBoot(
  prefix: readonly string[],
  packages: readonly string[],
): Promise<void> {
  if (!existsSync("/run/systemd/system")) return;
  for (const unit of packages) await asRoot(prefix, ["systemctl", "disable", "--quiet", unit]);
}
