import postgres from "postgres";
import { SupabaseManagementAPI } from "supabase-management-js";
import type { TestCloud } from "../../testing.ts";

export const testPassword = `it's a \\ "password" ü`;

/** Supabase's official client, connected to the local cloud. */
export function officialClient(cloud: TestCloud): SupabaseManagementAPI {
  return new SupabaseManagementAPI({
    accessToken: cloud.tokens.supabase,
    baseUrl: cloud.control.supabase,
  });
}

/** Creates a project and returns its ref. */
export async function createTestProject(cloud: TestCloud, name = "shop"): Promise<string> {
  const { data } = await officialClient(cloud).createAProject({
    name,
    db_pass: testPassword,
    organization_slug: "seaworthy-local",
    region_selection: { type: "specific", code: "eu-central-1" },
  });
  return data.ref;
}

/** A call without the official client's types, for requests that it would not send. */
export async function call(
  cloud: TestCloud,
  method: string,
  path: string,
  body?: unknown,
  token = cloud.tokens.supabase,
) {
  const response = await fetch(`${cloud.control.supabase}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text || "{}") as Record<string, unknown> };
}

/** The ports of the project's two servers, according to the API. */
export async function portsOf(
  cloud: TestCloud,
  ref: string,
): Promise<{ direct: number; pooler: number }> {
  const client = officialClient(cloud);
  const { data: project } = await client.getProject(ref);
  const { data: poolers } = await client.getPoolerConfig(ref);
  return { direct: Number(project.database.host.split(":")[1]), pooler: poolers[0]?.db_port ?? 0 };
}

export interface TestLogin {
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
}

/** The rows of one statement, over a new connection. */
export async function query(login: TestLogin, text: string): Promise<Record<string, unknown>[]> {
  const sql = connect(login, 1);
  try {
    return [...(await sql.unsafe(text))] as Record<string, unknown>[];
  } finally {
    await sql.end();
  }
}

/** A driver configured as the app does behind the pooler. */
export function connect(
  { port, user = "postgres", password = testPassword, database = "postgres" }: TestLogin,
  connections: number,
): postgres.Sql {
  return postgres({
    host: "127.0.0.1",
    port,
    user,
    password,
    database,
    max: connections,
    prepare: false,
    fetch_types: false,
    onnotice: () => {},
  });
}
