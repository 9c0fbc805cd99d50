import { createHash, createHmac, randomBytes, randomUUID } from "node:crypto";
import type { Project } from "./project.ts";

/** A publishable or secret key, as stored. */
export interface ApiKey {
  readonly id: string;
  readonly projectRef: string;
  readonly type: "publishable" | "secret";
  readonly name: string;
  readonly description: string | null;
  readonly secretJwtTemplate: Readonly<Record<string, unknown>> | null;
  readonly key: string;
  readonly insertedAt: string;
  readonly updatedAt: string;
}

export type NewApiKey = Pick<
  ApiKey,
  "projectRef" | "type" | "name" | "description" | "secretJwtTemplate"
>;

/** Characters of a key shown without `reveal`; Supabase's own lengths. */
const prefixLength = { publishable: 20, secret: 15 } as const;

export function newApiKey(asked: NewApiKey, now: string): ApiKey {
  const key = `sb_${asked.type}_${randomBytes(16).toString("base64url")}_${randomBytes(6).toString("base64url")}`;
  return { ...asked, id: randomUUID(), key, insertedAt: now, updatedAt: now };
}

/** The API's shape. A secret key is masked unless `reveal` is set; a publishable one is public. */
export function apiKeyAnswer(apiKey: ApiKey, reveal: boolean) {
  const prefix = apiKey.key.slice(0, prefixLength[apiKey.type]);
  return {
    id: apiKey.id,
    type: apiKey.type,
    name: apiKey.name,
    description: apiKey.description,
    api_key: reveal || apiKey.type === "publishable" ? apiKey.key : `${prefix}${"·".repeat(16)}`,
    prefix,
    hash: sha256(apiKey.key),
    secret_jwt_template: apiKey.secretJwtTemplate,
    inserted_at: apiKey.insertedAt,
    updated_at: apiKey.updatedAt,
  };
}

/** The two JWTs that every project always has: `anon` and `service_role`. */
export function legacyKeyAnswers(project: Project) {
  return (["anon", "service_role"] as const).map((role) => {
    const key = signedJwt(project, role);
    return {
      id: role,
      type: "legacy",
      name: role,
      description: `Legacy ${role} API key`,
      api_key: key,
      prefix: key.slice(-5),
      hash: sha256(key),
      secret_jwt_template: { role },
      inserted_at: project.createdAt,
      updated_at: project.createdAt,
    };
  });
}

const tenYearsSeconds = 315_360_000;

function signedJwt(project: Project, role: string): string {
  const issuedAt = Math.floor(Date.parse(project.createdAt) / 1000);
  const claims = {
    iss: "supabase",
    ref: project.ref,
    role,
    iat: issuedAt,
    exp: issuedAt + tenYearsSeconds,
  };
  const content = `${base64url({ alg: "HS256", typ: "JWT" })}.${base64url(claims)}`;
  return `${content}.${createHmac("sha256", project.jwtSecret).update(content).digest("base64url")}`;
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
