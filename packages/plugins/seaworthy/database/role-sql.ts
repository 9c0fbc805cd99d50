import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import type { Client } from "pg";
import { isList, isValues, type Values } from "../../kit/values.ts";
import { scramVerifier } from "./scram.ts";

/** The state of a role on the server. */
export interface RoleState {
  readonly name: string;
  readonly login: boolean;
  /** In the server's order. */
  readonly memberOf: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  /** -1: none. */
  readonly connectionLimit: number;
}

export async function readRole(client: Client, name: string): Promise<RoleState | undefined> {
  const { rows } = await client.query<{
    settings: string[] | null;
    limit: number;
    login: boolean;
    member_of: string[];
  }>(
    `select rolconfig as settings, rolconnlimit as limit, rolcanlogin as login,
       array(select g.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid order by 1) as member_of
     from pg_roles r where rolname = $1`,
    [name],
  );
  const [row] = rows;
  return (
    row && {
      name,
      login: row.login,
      memberOf: row.member_of,
      settings: settingsOf(row.settings ?? []),
      connectionLimit: row.limit,
    }
  );
}

/** Creates the role or changes it to match the inputs, in one transaction. */
export async function ensureRole(client: Client, inputs: Values): Promise<RoleState> {
  const name = String(inputs.name);
  const before = await readRole(client, name);
  const statements = [
    ...(before ? [] : [`create role ${client.escapeIdentifier(name)}`]),
    ...alterations(client, inputs),
    ...(await grants(client, inputs, before)),
  ];
  await client.query("begin");
  try {
    for (const statement of statements) await client.query(statement);
    await client.query("commit");
  } catch (cause) {
    await client.query("rollback");
    throw new SeaworthyError(
      "INPUT_INVALID",
      `PostgreSQL rejected role ${name}: ${messageOf(cause)}.`,
      { cause },
    );
  }
  const after = await readRole(client, name);
  if (inputs.login === false) await endSessions(client, name);
  if (!after)
    throw new SeaworthyError(
      "VENDOR_CONFLICT",
      `Role ${name} was dropped during its setup. Run "pulumi up" again.`,
    );
  return after;
}

function alterations(client: Client, inputs: Values): string[] {
  const role = client.escapeIdentifier(String(inputs.name));
  const verifier = client.escapeLiteral(scramVerifier(String(inputs.password)));
  // Without a verifier not even a pooler that remembers the password can log in with it.
  const access = inputs.login === false ? "nologin password null" : `login password ${verifier}`;
  const settings = Object.entries(isValues(inputs.settings) ? inputs.settings : {});
  return [
    `alter role ${role} with noinherit connection limit ${Number(inputs.connectionLimit ?? -1)} ${access}`,
    `alter role ${role} reset all`,
    ...settings.map(
      ([key, value]) =>
        `alter role ${role} set ${client.escapeIdentifier(key)} to ${client.escapeLiteral(String(value))}`,
    ),
  ];
}

/**
 * Membership only lets a session switch to the other role; before PostgreSQL 16, only the role's
 * NOINHERIT ensures that.
 */
async function grants(
  client: Client,
  inputs: Values,
  before: RoleState | undefined,
): Promise<string[]> {
  const { rows } = await client.query<{ version: number }>(
    "select current_setting('server_version_num')::int as version",
  );
  const options = (rows[0]?.version ?? 0) >= 160_000 ? " with inherit false, set true" : "";
  const wanted = isList(inputs.memberOf) ? inputs.memberOf.map(String) : [];
  const role = client.escapeIdentifier(String(inputs.name));
  const surplus = (before?.memberOf ?? []).filter((group) => !wanted.includes(group));
  return [
    ...wanted.map((group) => `grant ${client.escapeIdentifier(group)} to ${role}${options}`),
    ...surplus.map((group) => `revoke ${client.escapeIdentifier(group)} from ${role}`),
  ];
}

/** NOLOGIN blocks new sessions but keeps running ones. Only a member may end them. */
async function endSessions(client: Client, name: string): Promise<void> {
  await client.query(`grant ${client.escapeIdentifier(name)} to current_user`);
  await client.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = $1", [
    name,
  ]);
}

/**
 * Ends the role's sessions, reassigns its objects to the admin and revokes its rights; does nothing
 * when the role does not exist.
 */
export async function dropRole(client: Client, name: string): Promise<void> {
  if (!(await readRole(client, name))) return;
  const role = client.escapeIdentifier(name);
  await endSessions(client, name);
  await client.query(`reassign owned by ${role} to current_user`);
  await client.query(`drop owned by ${role}`);
  await client.query(`drop role if exists ${role}`);
}

/** `statement_timeout=5s` */
function settingsOf(config: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    config.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}
