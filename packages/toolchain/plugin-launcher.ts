import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { BuiltInPlugin } from "@seaworthy/plugins/table";

const mark = "# Written by Seaworthy: starts a built-in plugin.";

export const repositoryRoot: string = resolve(import.meta.dirname, "../..");

/**
 * A shell script that becomes the plugin: with `exec`, the engine's signals reach Node and no shell
 * stays behind. It runs on the checkout's own Node, and on the one that wrote it where there is
 * none yet.
 */
export function launcherText(plugin: BuiltInPlugin, root: string = repositoryRoot): string {
  const nodes = [join(root, "node_modules", ".bin", "node"), process.execPath];
  return [
    "#!/bin/sh",
    mark,
    `for node in ${nodes.map(quote).join(" ")}; do`,
    `  [ -x "$node" ] && exec "$node" --disable-warning=ExperimentalWarning ${quote(join(root, plugin.entry))} "$@"`,
    "done",
    `echo ${quote(`pulumi-resource-${plugin.name}: Node.js is not where it was. Type: npm start, in ${root}`)} >&2`,
    "exit 1",
    "",
  ].join("\n");
}

/**
 * Written beside its place and renamed, so that an engine which starts it meanwhile finds the old
 * or the new one whole.
 */
export function writeLauncher(file: string, text: string): void {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, text, { mode: 0o755 });
  renameSync(fresh, file);
}

export function isLauncher(file: string): boolean {
  const stats = statSync(file);
  return stats.isFile() && stats.size < 10_000 && readFileSync(file, "utf8").includes(mark);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
