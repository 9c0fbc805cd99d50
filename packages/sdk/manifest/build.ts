import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { type Manifest, manifestSchema, manifestVersion } from "./schema.ts";

/** A value whose every part may be an output. */
type Declared<T> = T extends readonly (infer Item)[]
  ? readonly Declared<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Declared<T[Key]> }
    : pulumi.Input<T>;

export type ManifestArgs = Declared<Omit<z.input<typeof manifestSchema>, "version">>;

/**
 * The stack's output `manifest`, by which the `seaworthy` command knows the stack's parts. Fails
 * the `up` when what is known of it does not have the schema's shape.
 *
 * ```ts
 * export const manifest = buildManifest({ app: { url: appUrl }, worker: { … }, … });
 * ```
 */
export function buildManifest(declared: ManifestArgs): pulumi.Output<Manifest> {
  return pulumi.output(declared).apply((known) => {
    const parsed = manifestSchema.safeParse({ version: manifestVersion, ...known });
    if (parsed.success) return parsed.data;
    const mistakes = parsed.error.issues.map(
      ({ path, message }) => `  ${path.join(".")}: ${message}`,
    );
    throw new pulumi.RunError(`CONFIG_INVALID: The manifest has mistakes:\n${mistakes.join("\n")}`);
  });
}
