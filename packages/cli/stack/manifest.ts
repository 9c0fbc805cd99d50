import { SeaworthyError } from "@seaworthy/core/errors";
import { type Manifest, manifestSchema, manifestVersion } from "@seaworthy/sdk/manifest/schema";
import type { ManifestSecret } from "@seaworthy/sdk/manifest/secret";
import { z } from "zod";

const versionSchema = z.object({ version: z.number() });

/**
 * A stack's manifest, from its outputs. Throws STACK_OUTDATED for a stack created by an older or a
 * newer program.
 */
export function readManifest(outputs: Readonly<Record<string, unknown>>, stack: string): Manifest {
  const parsed = manifestSchema.safeParse(outputs.manifest);
  if (parsed.success) return parsed.data;
  const version = versionSchema.safeParse(outputs.manifest).data?.version ?? 0;
  const fix =
    version > manifestVersion
      ? "it was deployed by a newer seaworthy: update this one (npm install)"
      : `run "npx seaworthy up ${stack}" first`;
  throw new SeaworthyError(
    "STACK_OUTDATED",
    `The manifest of stack ${stack} is missing or invalid: ${fix}. Nothing was changed.`,
  );
}

/** Throws USAGE for a secret that the stack does not have. */
export function secretNamed({ secrets }: Manifest, name: string): ManifestSecret {
  const found = secrets.find((secret) => secret.name === name);
  if (found) return found;
  throw new SeaworthyError(
    "USAGE",
    `The stack has no secret ${name}. Secrets: ${secrets.map((secret) => secret.name).join(", ")}. Nothing was changed.`,
  );
}
