import { createHash } from "node:crypto";
import type { VersionCode, Versions } from "./versions.ts";

/** Equal for two versions with the same code, whatever their bindings. */
function fingerprintOf({ main_module, modules }: VersionCode): string {
  const hash = createHash("sha256").update(main_module);
  for (const { name, content_base64 } of modules.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    hash.update(`\0${name}\0${content_base64.length}\0`).update(content_base64);
  return hash.digest("hex");
}

/** Reads a version's code once. */
export function codeReader({ readCode }: Pick<Versions, "readCode">) {
  const known = new Map<string, Promise<string>>();
  return (versionId: string): Promise<string> => {
    const found = known.get(versionId) ?? readCode(versionId).then(fingerprintOf);
    known.set(versionId, found);
    return found;
  };
}
