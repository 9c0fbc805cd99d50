import type { Claims } from "../auth/jwt.ts";
import type { Bindings } from "../bindings/bindings.ts";
import { type Database, identityOf, type Sql, service } from "../database/database.ts";
import { AppError } from "../errors/errors.ts";
import { apiKeySchema, generateApiKey, hashApiKey } from "./api-key-format.ts";

/** A key as its owner sees it later, without the key itself. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
}

export interface ApiKeyRequest {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresInDays: number;
}

/** The key of a request. */
export interface ApiKeyGrant {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string;
}

type Peppers = Pick<Bindings, "ENVIRONMENT" | "API_KEY_PEPPER" | "API_KEY_PEPPER_PREVIOUS">;

/** More than any user needs, and few enough for one page. */
const mostKeys = 50;
/** Limit for active and ended keys together. */
export const mostListed = 2 * mostKeys;

/**
 * Creates a key for that user. `key` is returned only here. Throws CONFLICT beyond fifty valid
 * keys, NOT_CONFIGURED.
 */
export async function issueApiKey(
  database: Database,
  peppers: Peppers,
  owner: Claims,
  request: ApiKeyRequest,
): Promise<ApiKey & { key: string }> {
  const { key, prefix } = generateApiKey(peppers.ENVIRONMENT);
  const [hash] = await hashesOf(key, peppers);
  const stored = await database.as(service, async (sql) => {
    const [row] = await sql<ApiKey[]>`
      insert into public.api_keys (owner_id, name, prefix, hash, scopes, expires_at)
      select ${owner.sub}, ${request.name}, ${prefix}, ${hash ?? ""}, array(select jsonb_array_elements_text(${JSON.stringify(request.scopes)}::text::jsonb)), now() + ${request.expiresInDays} * interval '1 day'
      where (select count(*) from public.api_keys where owner_id = ${owner.sub} and revoked_at is null and expires_at > now()) < ${mostKeys}
      returning ${columns(sql)}`;
    return row;
  });
  if (stored === undefined)
    throw new AppError("CONFLICT", `You already have ${mostKeys} API keys. Revoke one first.`);
  return { ...stored, key };
}

/** The user's keys, newest first, including revoked and expired ones. */
export async function listApiKeys(database: Database, owner: Claims): Promise<ApiKey[]> {
  return database.read(identityOf(owner), async (sql) => [
    ...(await sql<
      ApiKey[]
    >`select ${columns(sql)} from public.api_keys order by created_at desc, id desc limit ${mostListed}`),
  ]);
}

/**
 * Revokes a key immediately. Returns false when the user has no such key or it was already revoked.
 */
export async function revokeApiKey(
  database: Database,
  owner: Claims,
  id: string,
): Promise<boolean> {
  const rows = await database.as(
    service,
    (sql) =>
      sql`update public.api_keys set revoked_at = now() where id = ${id} and owner_id = ${owner.sub} and revoked_at is null returning id`,
  );
  return rows.length === 1;
}

/**
 * What the key allows; undefined when it is unknown, expired or revoked, without revealing which.
 */
export async function verifyApiKey(
  database: Database,
  peppers: Peppers,
  key: string,
): Promise<ApiKeyGrant | undefined> {
  if (!apiKeySchema.safeParse(key).success) return undefined;
  const hashes = await hashesOf(key, peppers);
  const [grant] = await database.as(
    service,
    (sql) => sql<ApiKeyGrant[]>`
      select id, owner_id as "ownerId", name, to_jsonb(scopes) as scopes, ${iso(sql, "expires_at")} as "expiresAt"
      from public.use_api_key(array(select jsonb_array_elements_text(${JSON.stringify(hashes)}::text::jsonb)))`,
  );
  return grant;
}

async function hashesOf(
  key: string,
  { API_KEY_PEPPER, API_KEY_PEPPER_PREVIOUS }: Peppers,
): Promise<string[]> {
  if (API_KEY_PEPPER === undefined)
    throw new AppError("NOT_CONFIGURED", "API keys are not configured.");
  const peppers = [API_KEY_PEPPER, API_KEY_PEPPER_PREVIOUS].filter(
    (pepper) => pepper !== undefined,
  );
  return Promise.all(peppers.map((pepper) => hashApiKey(key, pepper)));
}

function columns(sql: Sql) {
  return sql`id, name, prefix, to_jsonb(scopes) as scopes, ${iso(sql, "created_at")} as "createdAt", ${iso(sql, "expires_at")} as "expiresAt",
    ${iso(sql, "revoked_at")} as "revokedAt", ${iso(sql, "last_used_at")} as "lastUsedAt"`;
}

/** A time as in JSON: the driver would return a Date. */
function iso(sql: Sql, column: string) {
  return sql`to_char(${sql(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
