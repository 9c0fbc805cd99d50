import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { hasErrno } from "@seaworthy/core/errors";
import type { CheckResult, Failure } from "../kit/plugin.ts";
import { isList, isValues, type Value, type Values } from "../kit/values.ts";

/**
 * A module's content is a file or base64. Its SHA-256 is compared, so that a changed file is a
 * change while its content never gets into state.
 */
export function hashModules(inputs: Values): CheckResult {
  const failures: Failure[] = [];
  const modules = modulesOf(inputs).map((module, index) => {
    const path = `modules[${index}]`;
    const content = contentOf(module);
    if (typeof content === "string") failures.push({ property: path, reason: content });
    if (!Buffer.isBuffer(content)) return module;
    const contentSha256 = sha256(content);
    if (typeof module.contentSha256 === "string" && module.contentSha256 !== contentSha256) {
      failures.push({
        property: `${path}.contentSha256`,
        reason: "INPUT_INVALID: is not the SHA-256 of the content; remove it to have it computed.",
      });
    }
    return { ...module, contentSha256 };
  });
  return { inputs: inputs.modules === undefined ? inputs : { ...inputs, modules }, failures };
}

/** Modules in the API's format. */
export function modulesToWire(inputs: Values): Value {
  return modulesOf(inputs).map((module) => {
    const content = contentOf(module);
    return {
      name: module.name ?? null,
      content_type: module.contentType ?? null,
      content_base64: Buffer.isBuffer(content) ? content.toString("base64") : null,
    };
  });
}

/**
 * Modules from the API, merged with state; if the response lacks the content, what was sent is
 * kept.
 */
export function modulesFromWire(answer: Value | undefined, known: Values): Value {
  const before = new Map(modulesOf(known).map((module) => [module.name, module]));
  const modules = isList(answer) ? answer.filter(isValues) : [];
  if (!modules.some((module) => typeof module.content_base64 === "string"))
    return known.modules ?? null;
  return modules.map((module) => {
    const sent = before.get(module.name ?? null);
    const contentBase64 = String(module.content_base64 ?? "");
    return {
      name: module.name ?? null,
      contentType: module.content_type ?? null,
      contentSha256: sha256(Buffer.from(contentBase64, "base64")),
      ...(sent?.contentFile === undefined ? { contentBase64 } : { contentFile: sent.contentFile }),
    };
  });
}

/** The bytes; a string that says what is wrong; undefined when not known yet. */
function contentOf({ contentFile, contentBase64 }: Values): Buffer | string | undefined {
  if (typeof contentFile === "string" && typeof contentBase64 === "string")
    return "INPUT_INVALID: has both contentFile and contentBase64; give one.";
  if (typeof contentFile === "string") return readModule(contentFile);
  if (typeof contentBase64 === "string") return Buffer.from(contentBase64, "base64");
  return (contentFile ?? contentBase64) === undefined
    ? "INPUT_INVALID: has no content; give contentFile or contentBase64."
    : undefined;
}

function readModule(file: string): Buffer | string {
  try {
    return readFileSync(file);
  } catch (thrown) {
    const reason = hasErrno(thrown, "ENOENT") ? "does not exist" : "cannot be read";
    return `INPUT_INVALID: contentFile ${file} ${reason}.`;
  }
}

function modulesOf({ modules }: Values): Values[] {
  return isList(modules) ? modules.filter(isValues) : [];
}

function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
