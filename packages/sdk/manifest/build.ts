import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { manifestSchema, manifestVersion } from "./schema.ts";

/** A value in which every part may be an output. */
type Declared<T> = T extends readonly (infer Item)[]
  ? readonly Declared<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Declared<T[Key]> }
    : pulumi.Input<T>;

export type ManifestArgs = Declared<Omit<z.input<typeof manifestSchema>, "version">>;

export type DeclaredManifest = ManifestArgs & { readonly version: typeof manifestVersion };

/**
 * The stack output `manifest`, from which the `seaworthy` command knows the stack's parts. Values
 * that a preview does not know are unknown individually, so that policies judge the rest. Fails the
 * `up` when the known values do not match the schema.
 *
 * ```ts
 * export const manifest = buildManifest({ app: { url: appUrl }, worker: { … }, … });
 * ```
 */
export function buildManifest(declared: ManifestArgs): DeclaredManifest {
  const manifest = { version: manifestVersion, ...declared } as const;
  pulumi.output(manifest).apply(requireShape);
  return manifest;
}

function requireShape(known: unknown): void {
  const parsed = manifestSchema.safeParse(known);
  if (parsed.success) return;
  const mistakes = parsed.error.issues.map(
    ({ path, message }) => `  ${path.join(".")}: ${message}`,
  );
  throw new pulumi.RunError(`CONFIG_INVALID: The manifest is invalid:\n${mistakes.join("\n")}`);
}
