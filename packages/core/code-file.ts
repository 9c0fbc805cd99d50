import { extname, join } from "node:path";

/**
 * A code file next to the asking one, for another process or a bundler: TypeScript in a checkout,
 * JavaScript in an installed package.
 *
 * ```ts
 * codeFile(import.meta, "../main"); // …/main.ts or …/main.js
 * ```
 */
export function codeFile(asker: ImportMeta, path: string): string {
  return `${join(asker.dirname, path)}${extname(asker.filename)}`;
}
