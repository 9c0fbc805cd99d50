import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readJsonFile } from "@seaworthy/core/json-file";
import { accountId, zoneId } from "@seaworthy/local/cloudflare/api/ids";
import type { TestCloud } from "@seaworthy/local/testing";
import { z } from "zod";
import { cloudflareWith } from "../vendor-clients.ts";

const script = "faults";

/** How a version of the Worker responds. `throws` and `hangs` have a mistake. */
export type Behaviour = "serves" | "throws" | "hangs";

const mistakes: Readonly<Record<Behaviour, string>> = {
  serves: "",
  throws: 'throw new TypeError("planted");',
  hangs: "await new Promise(() => setInterval(() => undefined, 1000));",
};

/** Stores numbers in a Durable Object; a GET lists them. */
const sourceOf = (behaviour: Behaviour): string => `
import { DurableObject } from "cloudflare:workers";
export class Ledger extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec("create table if not exists acknowledged (n integer primary key)");
  }
  add(n) { this.ctx.storage.sql.exec("insert or ignore into acknowledged values (?)", n); }
  all() { return [...this.ctx.storage.sql.exec("select n from acknowledged")].map(({ n }) => n); }
}
export default {
  async fetch(request, env) {
    ${mistakes[behaviour]}
    const ledger = env.LEDGER.getByName("faults");
    if (request.method === "GET") return Response.json(await ledger.all());
    await ledger.add(Number(await request.text()));
    return new Response("stored");
  },
};`;

/** A Worker at the edge of the local cloud, with a Durable Object. */
export interface DeployedWorker {
  /** Uploads a version, and returns its id; it gets no requests yet. */
  upload(behaviour: Behaviour): Promise<string>;
  /** Splits the requests evenly between the versions. */
  deploy(versionIds: readonly string[]): Promise<void>;
  /** Replaces the zone's firewall rules by one that blocks that path. */
  block(path: string): Promise<void>;
  /** Processes that run it: one, and two while a deployment replaces another. */
  pids(): readonly number[];
}

const idSchema = z.object({ result: z.object({ id: z.string() }) });
const pidSchema = z.object({ pid: z.number() });

/** Deploys it for every host of the zone. */
export async function deployWorker(cloud: TestCloud): Promise<DeployedWorker> {
  const cloudflare = cloudflareWith(
    { CLOUDFLARE_BASE_URL: cloud.control.cloudflare },
    cloud.tokens.cloudflare,
  );
  /** Returns the id of what was made. */
  const call = async (method: string, path: string, body: object) =>
    idSchema.parse((await cloudflare.request(method, path, body)).body).result.id;
  const account = `/accounts/${accountId}/workers`;
  const id = await call("POST", `${account}/workers`, { name: script });
  const worker: DeployedWorker = {
    upload: (behaviour) => call("POST", `${account}/workers/${id}/versions`, versionOf(behaviour)),
    deploy: async (versionIds) => {
      const percentage = 100 / versionIds.length;
      await call("POST", `${account}/scripts/${script}/deployments`, {
        strategy: "percentage",
        versions: versionIds.map((version_id) => ({ version_id, percentage })),
      });
    },
    block: async (path) => {
      const phase = `/zones/${zoneId}/rulesets/phases/http_request_firewall_custom/entrypoint`;
      await call("PUT", phase, {
        rules: [{ action: "block", expression: `http.request.uri.path eq "${path}"` }],
      });
    },
    pids: () => pidsIn(join(cloud.directory, "run")),
  };
  await worker.deploy([await worker.upload("serves")]);
  await call("POST", `/zones/${zoneId}/workers/routes`, { pattern: "localhost/*", script });
  return worker;
}

function versionOf(behaviour: Behaviour): object {
  return {
    main_module: "index.js",
    modules: [
      {
        name: "index.js",
        content_type: "application/javascript+module",
        content_base64: Buffer.from(sourceOf(behaviour)).toString("base64"),
      },
    ],
    compatibility_date: "2026-01-01",
    bindings: [{ type: "durable_object_namespace", name: "LEDGER", class_name: "Ledger" }],
    exports: { Ledger: { type: "durable-object", storage: "sqlite" } },
  };
}

function pidsIn(runDirectory: string): readonly number[] {
  const files = readdirSync(runDirectory).filter(
    (file) => file.startsWith(`workerd-${script}-`) && file.endsWith(".json"),
  );
  return files.flatMap((file) => {
    const found = readJsonFile(join(runDirectory, file), pidSchema, "Run the faults again.");
    return found === undefined ? [] : [found.pid];
  });
}
