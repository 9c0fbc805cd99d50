import { SeaworthyError } from "@seaworthy/core/errors";
import type { Slot } from "@seaworthy/plugins/seaworthy/credential/phases";
import type { Manifest } from "@seaworthy/sdk/manifest/schema";
import { z } from "zod";
import { readManifest } from "../../stack/manifest.ts";

export type { Slot };
export const otherSlot = (slot: Slot): Slot => (slot === "a" ? "b" : "a");

const credentialSchema = z.object({
  purpose: z.string(),
  owner: z.string(),
  everyDays: z.number(),
  phase: z.enum(["steady", "pending", "published"]),
  slot: z.enum(["a", "b"]),
  newest: z.number(),
  valueA: z.string(),
  valueB: z.string(),
  generationA: z.number(),
  generationB: z.number(),
  createdAt: z.string(),
  phaseSince: z.string(),
  lastExposureSeconds: z.number().optional(),
});

/**
 * One secret in the stack's state. Its values are secret: they go only to the service that accepts
 * them.
 */
export type CredentialView = z.output<typeof credentialSchema>;

export interface Resource {
  readonly type: string;
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** A resource of the state, with the paths of its secret inputs: `bindings[3].text`. */
export interface StateResource extends Resource {
  readonly urn: string;
  /** An object at a vendor, as opposed to a component. */
  readonly custom: boolean;
  readonly secretPaths: ReadonlySet<string>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** A stack's state as the command needs it, including secrets. */
export interface StackState {
  readonly manifest: Manifest;
  /** By the secret's name. */
  readonly credentials: Readonly<Record<string, CredentialView>>;
  /** Throws STACK_OUTDATED when the state has no resource of that URN. */
  resource(urn: string): Resource;
  /** All of them, in the order of the state. */
  resources(): readonly StateResource[];
  /** The program's other outputs, under its own names. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** What encrypts the state: `passphrase`, or a service that has the key. */
  readonly secretsProvider: string;
}

const properties = z.record(z.string(), z.unknown()).default({});
const exportSchema = z.object({
  deployment: z
    .object({
      secrets_providers: z.object({ type: z.string() }).nullish(),
      resources: z
        .array(
          z.object({
            urn: z.string(),
            type: z.string(),
            custom: z.boolean().default(false),
            id: z.string().default(""),
            inputs: properties,
            outputs: properties,
            protect: z.boolean().default(false),
            retainOnDelete: z.boolean().default(false),
            dependencies: z.array(z.string()).nullish(),
            propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
          }),
        )
        .default([]),
    })
    .nullish(),
});

/**
 * Parses the output of `pulumi stack export --show-secrets`. Throws STACK_UNKNOWN for a stack that
 * was never up, and STACK_OUTDATED for one without a manifest.
 */
export function readStackState(exported: unknown, stack: string): StackState {
  const { deployment } = exportSchema.parse(exported);
  const resources = deployment?.resources ?? [];
  const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  if (root === undefined)
    throw new SeaworthyError(
      "STACK_UNKNOWN",
      `Stack ${stack} is empty. Create it first: npx seaworthy up ${stack}`,
    );
  const outputs = opened(root.outputs) as Record<string, unknown>;
  const manifest = readManifest(outputs, stack);
  const resource = (urn: string) => resourceIn(resources, urn, stack);
  const credentials = manifest.secrets.map(
    ({ name, resource: urn }) => [name, credentialSchema.parse(resource(urn).outputs)] as const,
  );
  return {
    manifest,
    credentials: Object.fromEntries(credentials),
    resource,
    resources: () =>
      resources.map(
        ({ urn, custom, protect, retainOnDelete, dependencies, propertyDependencies, ...one }) => ({
          ...resource(urn),
          ...{ urn, custom, protect, retainOnDelete },
          secretPaths: new Set(
            secretPathsIn(one.type === root.type ? one.outputs : one.inputs, ""),
          ),
          dependencies: dependencies ?? [],
          propertyDependencies: Object.fromEntries(
            Object.entries(propertyDependencies ?? {}).map(([key, urns]) => [key, urns ?? []]),
          ),
        }),
      ),
    outputs,
    secretsProvider: deployment?.secrets_providers?.type ?? "service",
  };
}

type ExportedResource = Resource & { readonly urn: string };

function resourceIn(resources: readonly ExportedResource[], urn: string, stack: string): Resource {
  const found = resources.find((resource) => resource.urn === urn);
  if (found) {
    const { type, id, inputs, outputs } = found;
    return {
      type,
      id,
      inputs: opened(inputs) as Resource["inputs"],
      outputs: opened(outputs) as Resource["outputs"],
    };
  }
  throw new SeaworthyError(
    "STACK_OUTDATED",
    `Stack ${stack} refers to ${urn}, which is not in its state. Run "npx seaworthy up ${stack}" first. Nothing was changed.`,
  );
}

/** The names of the stack's secrets. */
export const namesIn = ({ manifest }: Pick<StackState, "manifest">): string[] =>
  manifest.secrets.map(({ name }) => name);

/** Throws STACK_UNKNOWN for a secret that the stack does not have. */
export function credentialIn(state: Pick<StackState, "credentials">, name: string): CredentialView {
  const credential = state.credentials[name];
  if (credential) return credential;
  throw new SeaworthyError("STACK_UNKNOWN", `The stack has no secret ${name}.`);
}

/** The Worker version of the last engine run, including a rotation's own runs. */
export const versionOf = ({ manifest, resource }: StackState): string =>
  resource(manifest.worker.version).id;

/** The token for the app's operator routes. Secret. */
export function operatorTokenOf(state: StackState): string {
  const credential = credentialIn(state, state.manifest.rotation.operator);
  return secretIn(credential, credential.slot);
}

/** Pulumi's marker of a secret in an export. */
const secretMark = "4dabf18193072939515e22adb298388d";

function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  if (secretMark in value && "plaintext" in value)
    return opened(JSON.parse(String(value.plaintext)));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, opened(inner)]));
}

function secretPathsIn(value: unknown, path: string): string[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => secretPathsIn(item, `${path}[${index}]`));
  if (typeof value !== "object" || value === null) return [];
  if (secretMark in value) return [path];
  return Object.entries(value).flatMap(([key, inner]) =>
    secretPathsIn(inner, path === "" ? key : `${path}.${key}`),
  );
}

export const secretIn = (credential: CredentialView, slot: Slot): string =>
  slot === "a" ? credential.valueA : credential.valueB;

export const generationOf = (credential: CredentialView, slot: Slot): number =>
  slot === "a" ? credential.generationA : credential.generationB;
