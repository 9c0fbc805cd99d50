import { watch } from "node:fs";
import { basename, sep } from "node:path";
import type { Project, ProjectFolders } from "@seaworthy/core/project";

/**
 * What a changed file requires: `code` is bundled and published, `table` is code that changes the
 * list of modules, `migration` runs on the local database, `infra` belongs to the program and needs
 * an `up`.
 */
type ChangeKind = "code" | "table" | "migration" | "infra";

export interface Change {
  readonly kind: ChangeKind;
  /** Relative to the folder that contains Pulumi.yaml. */
  readonly file: string;
}

/**
 * The kind of change of a file; undefined when the running stack does not depend on it.
 *
 * @param file relative to the folder that contains Pulumi.yaml, with the system's separators
 */
export function changeOf(file: string, { app, program }: ProjectFolders): Change | undefined {
  const path = file.split(sep).join("/");
  if (/\.test\.tsx?$|(^|\/)(node_modules|dist|tests|testing)\//.test(path)) return undefined;
  const isIn = (folder: string, end: RegExp) => path.startsWith(`${folder}/`) && end.test(path);
  if (isIn(app, /\/migrations\/[^/]+\.(sql|[mc]?[jt]s)$/)) return { kind: "migration", file: path };
  if (isIn(program, /\.ts$/) || /^Pulumi\.(local\.)?ya?ml$/.test(path))
    return { kind: "infra", file: path };
  if (!isIn(`${app}/src`, /\.(ts|tsx|js|mjs|json|sql|html|css|txt)$/)) return undefined;
  const isTable = path === `${app}/src/modules.ts` || basename(path) === "module.ts";
  return { kind: isTable ? "table" : "code", file: path };
}

/**
 * Calls back with a batch of changes, once no file has changed for `quietMs`.
 *
 * @returns a function that stops it
 */
export function watchChanges(
  { root, folders }: Pick<Project, "root" | "folders">,
  onChanges: (changes: readonly Change[]) => void,
  quietMs = 40,
): () => void {
  let pending = new Map<string, Change>();
  let timer: NodeJS.Timeout | undefined;
  const deliver = () => {
    const changes = [...pending.values()];
    pending = new Map();
    onChanges(changes);
  };
  const note = (file: string) => {
    const change = changeOf(file, folders);
    if (!change) return;
    pending.set(change.file, change);
    clearTimeout(timer);
    timer = setTimeout(deliver, quietMs);
  };
  const watchers = [folders.app, folders.program].map((folder) =>
    watch(`${root}/${folder}`, { recursive: true }, (_event, name) => {
      if (name !== null) note(`${folder}${sep}${name}`);
    }),
  );
  watchers.push(watch(root, (_event, name) => name !== null && note(name)));
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
