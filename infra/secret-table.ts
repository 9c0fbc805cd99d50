import { type ThirdPartyName, thirdPartyTable } from "./third-party-table.ts";

/** A secret that the stack holds and a rotation replaces. */
export interface SecretKind {
  readonly purpose: string;
  readonly bytes: number;
  /** Signs what outlives a request, so it is replaced less often. */
  readonly signs?: boolean;
}

/**
 * Every secret that the stack makes for itself, under the name by which `seaworthy rotate` knows
 * it. Those of vendors that make the value themselves are here too: their credential says which of
 * two objects is in use.
 */
export const secretTable = {
  // HS256 asks for a key of at least 256 bits (RFC 7518, 3.2); 48 bytes also leave room for HS384.
  jwt: { purpose: "signs the app's tokens", bytes: 48, signs: true },
  "api-key-pepper": { purpose: "hashes API keys", bytes: 48, signs: true },
  webhook: { purpose: "signs webhooks", bytes: 48 },
  unsubscribe: { purpose: "signs the links of mails", bytes: 48, signs: true },
  "operator-token": { purpose: "opens the operator's routes", bytes: 32 },
  "database-role": { purpose: "logs the Worker in to the database", bytes: 32 },
  "redis-cache": { purpose: "logs the Worker in to the cache", bytes: 24 },
  "redis-limiter": { purpose: "logs the Worker in to the rate limiter", bytes: 24 },
  "sentry-dsn": { purpose: "says which of two client keys of Sentry is in use", bytes: 16 },
  "supabase-key": { purpose: "says which of two secret API keys of Supabase is in use", bytes: 16 },
} as const satisfies Readonly<Record<string, SecretKind>>;

/** What the stack makes for itself: every stack has all of them. */
export type OwnSecretName = keyof typeof secretTable;

/**
 * Those, and the keys that only an operator can make: a stack has the ones that its configuration
 * enables.
 */
export type SecretName = OwnSecretName | ThirdPartyName;

export const ownSecretNames = Object.keys(secretTable) as OwnSecretName[];

export const thirdPartyNames = Object.keys(thirdPartyTable) as ThirdPartyName[];

export const secretNames: readonly SecretName[] = [...ownSecretNames, ...thirdPartyNames];

export const isThirdParty = (name: SecretName): name is ThirdPartyName =>
  Object.hasOwn(thirdPartyTable, name);

/** The resource that holds it. */
export const credentialName = (name: SecretName): string => `secrets-${name}`;
