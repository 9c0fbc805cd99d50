import { SeaworthyError } from "@seaworthy/core/errors";
import {
  credentialName,
  type OwnSecretName,
  ownSecretNames,
  type SecretName,
  thirdPartyNames,
} from "@seaworthy/infra/secret-table";
import type { ThirdPartyName } from "@seaworthy/infra/third-party-table";
import { z } from "zod";

export type Slot = "a" | "b";
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
 * One secret as the stack's state has it. Values are secret: they go to the service that takes
 * them, and nowhere else.
 */
export type CredentialView = z.output<typeof credentialSchema>;

export interface Resource {
  readonly type: string;
  readonly id: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What a rotation knows of a stack. */
export interface StackState {
  /**
   * Those that every stack makes for itself, and keys of third parties as far as this stack has
   * them.
   */
  readonly credentials: Readonly<
    Record<OwnSecretName, CredentialView> & Partial<Record<ThirdPartyName, CredentialView>>
  >;
  /**
   * Throws STACK_UNKNOWN when the stack has none of that name: it was not brought up with this
   * program.
   */
  resource(name: string): Resource;
  /** Text among the stack's outputs. */
  output(path: string): string;
  readonly graceSeconds: number;
  /** What encrypts the state: `passphrase`, or a service that holds the key. */
  readonly secretsProvider: string;
}

const exportSchema = z.object({
  deployment: z
    .object({
      secrets_providers: z.object({ type: z.string() }).nullish(),
      resources: z
        .array(
          z.object({
            urn: z.string(),
            type: z.string(),
            id: z.string().default(""),
            outputs: z.record(z.string(), z.unknown()).default({}),
          }),
        )
        .default([]),
    })
    .nullish(),
});

/**
 * Reads what `pulumi stack export --show-secrets` printed. Throws STACK_UNKNOWN for a stack that
 * was never brought up.
 */
export function readStackState(exported: unknown, stack: string): StackState {
  const { deployment } = exportSchema.parse(exported);
  const resources = (deployment?.resources ?? []).map((resource) => ({
    name: resource.urn.split("::").at(-1) ?? "",
    type: resource.type,
    id: resource.id,
    outputs: opened(resource.outputs) as Record<string, unknown>,
  }));
  const find = (name: string): Resource => {
    const found = resources.find((resource) => resource.name === name);
    if (found) return found;
    throw new SeaworthyError(
      "STACK_UNKNOWN",
      `Stack ${stack} has no ${name}. Bring it up first: npx seaworthy up ${stack}`,
    );
  };
  const { outputs } = resources.find(({ type }) => type === "pulumi:pulumi:Stack") ?? {
    outputs: {} as Record<string, unknown>,
  };
  const enabled = thirdPartyNames.filter((name) =>
    resources.some((resource) => resource.name === credentialName(name)),
  );
  const credentials = [...ownSecretNames, ...enabled].map(
    (name) => [name, credentialSchema.parse(find(credentialName(name)).outputs)] as const,
  );
  return {
    credentials: Object.fromEntries(credentials) as StackState["credentials"],
    resource: find,
    output: (path) =>
      String(
        path
          .split(".")
          .reduce<unknown>(
            (value, key) => (value as Record<string, unknown> | undefined)?.[key],
            outputs,
          ),
      ),
    secretsProvider: deployment?.secrets_providers?.type ?? "service",
    graceSeconds: z.number().parse(outputs.rotationGraceSeconds),
  };
}

/** The secrets that the stack has. */
export const namesIn = (state: Pick<StackState, "credentials">): SecretName[] =>
  Object.keys(state.credentials) as SecretName[];

/** Throws STACK_UNKNOWN for a third party's key that the stack does not have. */
export function credentialIn(
  state: Pick<StackState, "credentials">,
  name: SecretName,
): CredentialView {
  const credential = state.credentials[name];
  if (credential) return credential;
  throw new SeaworthyError(
    "STACK_UNKNOWN",
    `The stack does not have ${name}. Name it in seaworthy:secrets.thirdParty, and bring the stack up.`,
  );
}

/** Pulumi's mark of a secret in an export. */
const secretMark = "4dabf18193072939515e22adb298388d";

function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  if (secretMark in value && "plaintext" in value)
    return opened(JSON.parse(String(value.plaintext)));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, opened(inner)]));
}

export const secretIn = (credential: CredentialView, slot: Slot): string =>
  slot === "a" ? credential.valueA : credential.valueB;

export const generationOf = (credential: CredentialView, slot: Slot): number =>
  slot === "a" ? credential.generationA : credential.generationB;
