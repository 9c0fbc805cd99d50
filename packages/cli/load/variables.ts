import { randomUUID } from "node:crypto";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import { allDatabasesIn } from "../migrate/databases.ts";
import { credentialIn, type StackState, secretIn } from "../rotate/stack/stack-state.ts";
import { signingKey, signToken, tokenClaims } from "../token/sign.ts";
import { ensureUser } from "../token/user.ts";
import type { VariableSource } from "./scenarios.ts";

export interface LoadUsers {
  readonly users: number;
  /** Tokens are valid for the run and ten minutes more. */
  readonly seconds: number;
}

/** One environment variable holds 128 KB on Linux; further virtual users share these users. */
export const mostUsers = 250;

/**
 * The process's environment first; then the stack: `TOKENS` (local only: one new user per virtual
 * user), or the Worker's secret of that name.
 */
export function variablesFrom(
  state: StackState,
  { isLocal, ...load }: LoadUsers & { readonly isLocal: boolean },
): VariableSource {
  const made = new Map<string, string>();
  return async (name) => {
    const set = process.env[name];
    if (set !== undefined && set !== "") return set;
    if (name !== "TOKENS") return boundSecret(state, name);
    if (!isLocal) return undefined;
    const tokens = made.get(name) ?? (await newTokens(state, load));
    made.set(name, tokens);
    return tokens;
  };
}

/** Secret. */
function boundSecret(state: StackState, binding: string): string | undefined {
  const secret = state.manifest.secrets.find((one) => one.binding === binding);
  if (secret === undefined) return undefined;
  const credential = credentialIn(state, secret.name);
  return secretIn(credential, credential.slot);
}

/** Secret. Tokens of new users, separated by commas. */
async function newTokens(state: StackState, { users, seconds }: LoadUsers): Promise<string> {
  const ids = Array.from({ length: Math.min(users, mostUsers) }, () => randomUUID());
  const [database] = allDatabasesIn(state);
  if (database)
    await withDatabase(database.access, async (client) => {
      for (const id of ids) await ensureUser(client, id, false);
    });
  const key = signingKey(state);
  const claims = tokenClaims(state.manifest);
  const lifetimeSeconds = seconds + 600;
  return ids.map((sub) => signToken(key, { sub, ...claims }, { lifetimeSeconds })).join(",");
}
