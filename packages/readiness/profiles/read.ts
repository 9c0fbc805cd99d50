import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { readTextFile } from "@seaworthy/core/text-file";
import { parse } from "yaml";
import { type ProfileFile, profileSchema } from "./profile.ts";

/** The built-in profiles, each a file next to this one. */
export const shippedProfiles = ["baseline", "strict", "prototype"] as const;

/** @param name a built-in profile, or the path of a file. Throws PROFILE_INVALID. */
export function readProfile(name: string): ProfileFile {
  const shipped = shippedProfiles.some((one) => one === name);
  const path = shipped ? join(import.meta.dirname, `${name}.yaml`) : name;
  const fix = `Use one of ${shippedProfiles.join(", ")}, or a file.`;
  return parseProfile(readTextFile(path, { code: "PROFILE_INVALID", what: "Profile", fix }), name);
}

export function parseProfile(text: string, name: string): ProfileFile {
  const result = profileSchema.safeParse(parseYaml(text, name));
  if (result.success) return result.data;
  const mistakes = result.error.issues.map(
    ({ path, message }) => `  ${path.join(".") || "the file"}: ${message}`,
  );
  throw new SeaworthyError(
    "PROFILE_INVALID",
    `Profile ${name} is invalid:\n${mistakes.join("\n")}`,
  );
}

function parseYaml(text: string, name: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw new SeaworthyError("PROFILE_INVALID", `Profile ${name} is not valid YAML.`, { cause });
  }
}
