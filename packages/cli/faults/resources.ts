import { defined } from "@seaworthy/core/defined";
import type { TestCloud } from "@seaworthy/local/testing";
import { z } from "zod";

const password = "faults-password";

const projectSchema = z.object({ id: z.string() });
const hostSchema = z.object({ database: z.object({ host: z.string() }) });
const poolersSchema = z.array(z.object({ db_port: z.number() })).min(1);

/** A Supabase project of the local cloud, and the login of its owner. */
export async function createProject(cloud: TestCloud) {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${cloud.control.supabase}/v1/projects${path}`, {
      method,
      headers: { authorization: `Bearer ${cloud.tokens.supabase}` },
      ...defined({ body: JSON.stringify(body) }),
    });
    return response.json();
  };
  const made = await call("POST", "", {
    name: "faults",
    organization_slug: "seaworthy-local",
    db_pass: password,
    region_selection: { type: "specific", code: "eu-central-1" },
  });
  const { id } = projectSchema.parse(made);
  const { database } = hostSchema.parse(await call("GET", `/${id}`));
  const [pooler] = poolersSchema.parse(await call("GET", `/${id}/config/database/pooler`));
  return {
    login: { user: `postgres.${id}`, password },
    ports: { direct: Number(database.host.split(":")[1]), pooler: pooler?.db_port ?? 0 },
  };
}

const redisSchema = z.object({ endpoint: z.string(), rest_token: z.string() });

/** A Redis database of the local cloud, as Upstash's REST API serves it. */
export async function createRedis(cloud: TestCloud) {
  const login = btoa(`local@seaworthy.localhost:${cloud.tokens.upstash}`);
  const response = await fetch(`${cloud.control.upstash}/v2/redis/database`, {
    method: "POST",
    headers: { authorization: `Basic ${login}` },
    body: JSON.stringify({
      ...{ database_name: "faults", platform: "aws", primary_region: "us-east-1", tls: false },
    }),
  });
  const { endpoint, rest_token: token } = redisSchema.parse(await response.json());
  return { port: Number(new URL(`http://${endpoint}`).port), host: endpoint, token };
}
