import type { ManifestSecret } from "@seaworthy/sdk/manifest/secret";
import { readStackState, type StackState } from "./stack/stack-state.ts";
import type { Tags } from "./stack/tags.ts";

export interface MemoryTags extends Tags {
  readonly values: ReadonlyMap<string, string>;
}

/** In-memory tags, for tests of what is stored in them. */
export function memoryTags(initial: Readonly<Record<string, string>> = {}): MemoryTags {
  const values = new Map(Object.entries(initial));
  return {
    values,
    read: async (name) => values.get(name),
    all: async () => Object.fromEntries(values),
    write: async (name, value) => {
      values.set(name, value);
    },
    remove: async (name) => {
      values.delete(name);
    },
  };
}

export interface TestCredential {
  readonly phase?: "steady" | "pending" | "published";
  readonly newest: number;
  readonly inUse: string;
  readonly other?: string;
}

export const urnOf = (name: string): string => `urn:pulumi:local::test::type::${name}`;

/** Addresses of a test stack's parts; each default is an address where nothing responds. */
export interface TestPlaces {
  readonly appUrl?: string;
  readonly accountId?: string;
  readonly versionId?: string;
  readonly workerId?: string;
}

/** The output of `pulumi stack export` for a stack with these secrets. */
export function testExport(
  credentials: Readonly<Record<string, TestCredential>>,
  places: TestPlaces = {},
): object {
  const resources = [
    ...Object.entries(credentials).map(([name, value]) => credentialResource(name, value)),
    resource("version", {}, places.versionId),
    resource("seal", { value: "the stack's secret", createdAt: time }),
    {
      ...resource("stack", { manifest: manifestWith(Object.keys(credentials), places) }),
      type: "pulumi:pulumi:Stack",
    },
  ];
  return { deployment: { resources } };
}

/** The state of a stack with some default secrets at generation 1, plus the given ones. */
export function testState(
  besides: Readonly<Record<string, TestCredential>> = {},
  places: TestPlaces = {},
): StackState {
  const own = ["jwt", "webhook", "operator-token", "redis-cache"].map((name) => [
    name,
    { newest: 1, inUse: `value of ${name}` },
  ]);
  return readStackState(testExport({ ...Object.fromEntries(own), ...besides }, places), "test");
}

const time = "2026-01-01T00:00:00.000Z";

const resource = (name: string, outputs: object, id = "id") => ({
  urn: urnOf(name),
  type: "type",
  id,
  outputs,
});

function credentialResource(
  name: string,
  { phase = "steady", newest, inUse, other = "" }: TestCredential,
) {
  const isPending = phase === "pending";
  return resource(name, {
    purpose: "test",
    owner: "platform",
    everyDays: 90,
    phase,
    slot: "a",
    newest,
    valueA: inUse,
    valueB: other,
    generationA: isPending ? newest - 1 : newest,
    generationB: isPending ? newest : 0,
    createdAt: time,
    phaseSince: time,
  });
}

/** By name; all others are Worker keys. */
const rotators: Readonly<Record<string, ManifestSecret["rotator"]>> = {
  "operator-token": { kind: "bearer-token" },
  acme: {
    ...{ kind: "vendor-key", madeAt: "https://acme.example/keys", gap: "none" },
    ...{ form: String.raw`(sk|rk)_(live|test)_\w{24,}`, formText: "a secret key (sk_live_…)" },
    toEnd: "end it at https://acme.example/keys",
    probe: {
      vendor: "Acme",
      url: "https://acme.example/v1/balance",
      headers: { authorization: "Bearer {value}" },
      ...{ refused: [401], accepted: [403], refusedTexts: [] },
    },
  },
  globe: {
    ...{ kind: "vendor-key", madeAt: "https://globe.example/keys", gap: "none" },
    ...{ form: String.raw`[\w.-]{32,}`, formText: "an API key" },
    probe: {
      vendor: "Globe",
      url: "https://globe.example/v1beta/models?pageSize=1",
      headers: { "x-goog-api-key": "{value}" },
      ...{ refused: [401, 403], accepted: [], refusedTexts: ["API_KEY_INVALID"] },
    },
  },
  "acme-webhook": {
    ...{ kind: "shared-key", madeAt: "https://acme.example/webhooks", gap: "none" },
    ...{ form: "whsec_[A-Za-z0-9_+/=]{26,}", formText: "a signing secret (whsec_…)" },
  },
};

const bindingOf = (name: string) => name.toUpperCase().replaceAll("-", "_");

function manifestWith(names: readonly string[], places: TestPlaces): object {
  const { appUrl = "http://127.0.0.1:9", accountId = "account", versionId = "version" } = places;
  const { workerId = "worker" } = places;
  return {
    version: 1,
    app: { url: appUrl },
    worker: {
      ...{ accountId, script: "app", id: workerId, versionId },
      ...{ version: urnOf("version"), deployment: urnOf("deployment") },
    },
    routes: { ready: "/ready", generations: "/generations" },
    tokens: { issuer: "issuer", audience: "audience" },
    supabase: { projectRef: "ref" },
    pooler: {
      ...{ resource: urnOf("pooler"), host: "localhost", port: 9 },
      ...{ mode: "transaction", size: 1, maxClients: 1 },
    },
    migrations: [],
    redis: [],
    sentry: { organization: "acme", project: "app", dsn: "http://key@127.0.0.1:9/1" },
    edge: { zoneId: "zone", routeId: "route" },
    secrets: names.map((name) => ({
      name,
      resource: urnOf(name),
      rotator: rotators[name] ?? { kind: "worker-key" },
      consumers: ["a test"],
      binding: bindingOf(name),
      acceptsBoth: name !== "acme" && name !== "globe",
      provided: `SEAWORTHY_PROVIDED_${bindingOf(name)}`,
    })),
    rotation: { graceSeconds: 5, operator: "operator-token", seal: urnOf("seal") },
  };
}
