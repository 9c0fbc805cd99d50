import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProject, type Project } from "@seaworthy/core/project";
import type { BuiltInPlugin } from "@seaworthy/plugins/table";

const mark = "# Written by Seaworthy: starts a built-in plugin.";

/** The project that the plugin is started for. */
export type LauncherPlace = Pick<Project, "root" | "programs" | "compileCache">;

/**
 * A shell script that becomes the plugin: with `exec`, the engine's signals reach Node and no shell
 * stays behind. It runs on the project's own Node, and on the one that wrote it where there is
 * none yet.
 */
export function launcherText(
  plugin: BuiltInPlugin,
  { root, programs, compileCache }: LauncherPlace = findProject(),
): string {
  const nodes = [join(programs, "node"), process.execPath];
  const started = [plugin.entry, ...(plugin.arguments ?? [])].map(quote).join(" ");
  return [
    "#!/bin/sh",
    mark,
    // A plugin's start is mostly compiling.
    `: "\${NODE_COMPILE_CACHE:=${compileCache}}"; export NODE_COMPILE_CACHE`,
    `for node in ${nodes.map(quote).join(" ")}; do`,
    `  [ -x "$node" ] && exec "$node" --disable-warning=ExperimentalWarning ${started} "$@"`,
    "done",
    `echo ${quote(`pulumi-resource-${plugin.name}: Node.js was moved or removed. Run npm start in ${root}`)} >&2`,
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
