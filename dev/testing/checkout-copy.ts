import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { findProject } from "@seaworthy/core/project";

/** Another checkout of the same sources, for a test to change. */
export interface CheckoutCopy {
  readonly root: string;
  /** Its own `seaworthy`. */
  readonly command: string;
  remove(): void;
}

const leftOut = new Set(["node_modules", ".git", ".seaworthy", "dist"]);

/** @param into default: a new folder */
export function copyCheckout(
  into: string = realpathSync(mkdtempSync(join(tmpdir(), "sea-checkout-"))),
): CheckoutCopy {
  const { root } = findProject();
  cpSync(root, into, {
    recursive: true,
    filter: (path) => !leftOut.has(relative(root, path).split("/").at(-1) ?? ""),
  });
  linkModules(join(root, "node_modules"), join(into, "node_modules"));
  return {
    root: into,
    command: join(into, "packages", "cli", "bin", "seaworthy.mjs"),
    remove: () => rmSync(into, { recursive: true, force: true }),
  };
}

/** Packages are linked; the workspaces, which npm links by relative paths, are the copy's own. */
function linkModules(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory() && entry.name.startsWith("@")) linkModules(source, target);
    else symlinkSync(entry.isSymbolicLink() ? readlinkSync(source) : source, target);
  }
}
