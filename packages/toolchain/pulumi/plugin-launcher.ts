import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProject, type Project } from "@seaworthy/core/project";
import type { BuiltInPlugin } from "@seaworthy/plugins/table";

const mark = "# Written by Seaworthy: starts a built-in plugin.";

/** The project that the plugin is started for. */
export type LauncherPlace = Pick<Project, "root" | "programs" | "compileCache">;

/**
 * A shell script that execs the plugin, so that the engine's signals reach Node and no shell stays
 * behind. It uses the project's own Node, or the one that wrote it if that is not installed yet.
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
    // Most of a plugin's start is compilation.
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
 * Written to a temporary file and renamed, so that an engine which starts it at that moment finds
 * the old or the new one complete.
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
