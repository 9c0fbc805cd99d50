import type { ModuleDefinition } from "miniflare";

/** Content types that Cloudflare's upload API documents, with the runtime's names for them. */
export const moduleTypes: Readonly<Record<string, ModuleDefinition["type"]>> = {
  "application/javascript+module": "ESModule",
  "text/javascript+module": "ESModule",
  "application/javascript": "CommonJS",
  "text/javascript": "CommonJS",
  "application/wasm": "CompiledWasm",
  "text/plain": "Text",
  "application/octet-stream": "Data",
};

/** Uploaded only for stack traces; never part of the running program. */
export const sourceMapType = "application/source-map";
