import { randomUUID } from "node:crypto";
import { SeaworthyError } from "@seaworthy/core/errors";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import { allDatabasesIn } from "../../migrate/databases.ts";
import { findStack, localStack } from "../../project.ts";
import { openEngine } from "../../rotate/stack/engine.ts";
import { stackEnvironment } from "../../rotate/stack/stack-environment.ts";
import { signingKey, signToken, tokenClaims } from "../../token/sign.ts";
import { ensureUser } from "../../token/user.ts";

export interface TokenOptions {
  readonly user?: string;
  readonly admin?: boolean;
  readonly minutes: string;
}

const mostMinutes = 7 * 24 * 60;

/** Prints only the token to standard output; the user goes to standard error. */
export async function token(stackName: string, options: TokenOptions): Promise<void> {
  const stack = findStack(stackName);
  const { user = randomUUID(), admin = false } = options;
  const minutes = minutesOf(options.minutes);
  requireUuid(user);
  if (!stack.isLocal)
    throw new SeaworthyError(
      "USAGE",
      `Stack ${stack.name} gets its tokens from Supabase Auth: sign in there. "seaworthy token" works only for stack ${localStack}. Nothing was changed.`,
    );
  const state = await openEngine(stack, stackEnvironment(stack)).readState();
  const [database] = allDatabasesIn(state);
  if (database) await withDatabase(database.access, (client) => ensureUser(client, user, admin));
  const claims = { sub: user, ...tokenClaims(state.manifest) };
  const signed = signToken(signingKey(state), claims, { lifetimeSeconds: minutes * 60 });
  process.stderr.write(
    `User ${user}${admin ? ", an admin" : ""}; valid for ${minutes} minute${minutes === 1 ? "" : "s"}.\n`,
  );
  process.stdout.write(`${signed}\n`);
}

function minutesOf(text: string): number {
  const minutes = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (minutes >= 1 && minutes <= mostMinutes) return minutes;
  throw new SeaworthyError(
    "USAGE",
    `--minutes takes a whole number from 1 to ${mostMinutes}, not ${text}. Nothing was changed.`,
  );
}

function requireUuid(user: string): void {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(user)) return;
  throw new SeaworthyError("USAGE", `--user takes a UUID, not ${user}. Nothing was changed.`);
}
