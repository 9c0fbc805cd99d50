import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeTree } from "@seaworthy/cli/check/base-tree";
import { apply, type Mutation } from "./mutation.ts";

/** A copy of one commit, in which one worker tries one set of changes after another. */
export interface Tree {
  readonly root: string;
  /** Applies as many changes as fit, at most `most`, to the commit; earlier ones are undone. */
  change(mutations: readonly Mutation[], most: number): Changed;
  remove(): void;
}

interface Changed {
  readonly made: readonly Mutation[];
  readonly rest: readonly Mutation[];
}

export async function openTree(project: string, commit: string): Promise<Tree> {
  const root = mkdtempSync(join(tmpdir(), "sea-mutations-"));
  await writeTree(project, commit, root);
  const originals = new Map<string, string | undefined>();
  const change = (mutations: readonly Mutation[], most: number) => {
    restore(root, originals);
    const made: Mutation[] = [];
    const rest: Mutation[] = [];
    for (const one of mutations) {
      if (made.length >= most) rest.push(one);
      else {
        remember(root, one, originals);
        (apply(root, one) ? made : rest).push(one);
      }
    }
    return { made, rest };
  };
  return { root, change, remove: () => rmSync(root, { recursive: true, force: true }) };
}

function remember(root: string, { edits }: Mutation, originals: Map<string, string | undefined>) {
  for (const { file } of edits) {
    const path = join(root, file);
    if (!originals.has(file))
      originals.set(file, existsSync(path) ? readFileSync(path, "utf8") : undefined);
  }
}

function restore(root: string, originals: Map<string, string | undefined>): void {
  for (const [file, text] of originals) {
    if (text === undefined) rmSync(join(root, file), { force: true });
    else writeFileSync(join(root, file), text);
  }
  originals.clear();
}
