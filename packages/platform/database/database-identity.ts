import type { Claims } from "../auth/jwt.ts";

/** The identity that row-level security sees. */
export type Identity =
  | { readonly role: "anon" }
  | { readonly role: "authenticated"; readonly claims: Claims }
  | { readonly role: "service_role"; readonly claims?: Claims };

export const anonymous: Identity = { role: "anon" };
export const service: Identity = { role: "service_role" };

/**
 * The service acting for a user: bypasses row-level security, while `auth.uid()` is the user. For
 * what only the app may write, so that users cannot write it directly.
 */
export function serviceFor(claims: Claims): Identity {
  return { role: "service_role", claims };
}

/** The identity of a request: its token's, or anonymous. */
export function identityOf(claims: Claims | undefined): Identity {
  return claims === undefined ? anonymous : { role: "authenticated", claims };
}

export interface TransactionSettings {
  readonly identity: Identity;
  readonly statementTimeoutMs: number;
  /**
   * Ends a transaction whose Worker has died, so that it holds neither locks nor a pool connection.
   */
  readonly idleTimeoutMs: number;
}

/**
 * The statement that sets a transaction's identity and timeouts. Without parameters, so that it
 * needs one round trip and the first query can be pipelined behind it. All settings are local to
 * the transaction: the pooler's next client sees none of them.
 */
export function settingsSql({
  identity,
  statementTimeoutMs,
  idleTimeoutMs,
}: TransactionSettings): string {
  // JSON, as PostgREST sets it and `auth.uid()` reads it.
  const claims = JSON.stringify({
    ...("claims" in identity ? identity.claims : {}),
    role: identity.role,
  });
  const settings: readonly [string, string][] = [
    ["statement_timeout", String(Math.ceil(statementTimeoutMs))],
    ["idle_in_transaction_session_timeout", String(Math.ceil(idleTimeoutMs))],
    ["request.jwt.claims", claims],
    ["role", identity.role],
  ];
  return `select ${settings.map(([name, value]) => `set_config('${name}', ${quoted(value)}, true)`).join(", ")}`;
}

/**
 * With `standard_conforming_strings`, the default since PostgreSQL 9.1, only quotes need escaping.
 */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
