import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { writeTree } from "../base-tree.ts";

/** A clone of the last commit that a test can change; its folder has a space in its name. */
export interface TestTree {
  readonly root: string;
  /** Replaces a text that occurs exactly once in the file. */
  edit(file: string, before: string, after: string): void;
  remove(): void;
}

export async function createTree(): Promise<TestTree> {
  const root = mkdtempSync(join(tmpdir(), "sea tree-"));
  await writeTree(findProject().root, "HEAD", root);
  const write = (file: string, text: string) => writeFileSync(join(root, file), text);
  return {
    root,
    edit: (file, before, after) => {
      const text = readFileSync(join(root, file), "utf8");
      const parts = text.split(before);
      if (parts.length !== 2)
        throw new RangeError(
          `${file} has ${parts.length - 1} times what is to be replaced: ${before}`,
        );
      write(file, parts.join(after));
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
