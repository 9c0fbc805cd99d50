import { defined } from "@seaworthy/core/defined";
import { type Context, Hono } from "hono";
import type { z } from "zod";
import { type Clock, isoTime } from "../../kernel/clock.ts";
import { answerError } from "./api-error.ts";
import { credentialsView } from "./credentials-view.ts";
import { type DatabaseDocument, databaseView } from "./database-document.ts";
import { statsView } from "./database-stats.ts";
import type { Databases, NewDatabase } from "./databases.ts";
import { defaultPlan } from "./plans.ts";
import { platformOf } from "./regions.ts";
import { readBody } from "./request-body.ts";
import {
  budgetRequest,
  changePlanRequest,
  createDatabaseRequest,
  regionsRequest,
  renameRequest,
} from "./request-schemas.ts";

/** The calls on databases, following Upstash's OpenAPI description. */
export function databasesApi(databases: Databases, clock: Clock): Hono {
  const api = new Hono();
  const full = async (document: DatabaseDocument) => ({
    ...databaseView(document, await databases.ports(document.id)),
    ...credentialsView(document),
  });

  api.get("/redis/databases", async (context) => {
    const views = databases
      .list()
      .map(async (document) => databaseView(document, await databases.ports(document.id)));
    return context.json(await Promise.all(views));
  });
  api.get("/redis/database/:id", async (context) => {
    const document = databases.find(context.req.param("id"));
    if (!document) return notFound(context);
    const hidden = context.req.query("credentials") === "hide";
    return context.json(
      hidden ? databaseView(document, await databases.ports(document.id)) : await full(document),
    );
  });
  api.delete("/redis/database/:id", async (context) =>
    (await databases.delete(context.req.param("id"))) ? context.json("OK") : notFound(context),
  );
  api.post("/redis/database", async (context) => {
    const read = await readBody(context, createDatabaseRequest);
    if ("refused" in read) return read.refused;
    const wanted = newDatabase(read.body);
    if (databases.hasName(wanted.name)) return nameTaken(context, wanted.name);
    return context.json(await full(await databases.create(wanted)));
  });
  api.post("/redis/reset-password/:id", async (context) => {
    const document = await databases.resetPassword(context.req.param("id"));
    return document ? context.json(await full(document)) : notFound(context);
  });
  api.get("/redis/stats/:id", async (context) => {
    const service =
      databases.find(context.req.param("id")) && databases.service(context.req.param("id"));
    return service
      ? context.json(statsView(await service.info(), isoTime(clock)))
      : notFound(context);
  });
  return api.route("/", settingsApi(databases, full));
}

/** The calls that change one setting; those without a body come first. */
function settingsApi(
  databases: Databases,
  full: (document: DatabaseDocument) => Promise<object>,
): Hono {
  const api = new Hono();
  const change = async (
    context: Context,
    id: string,
    wanted: Partial<NewDatabase>,
    answer: "OK" | "database",
  ) => {
    const document = await databases.change(id, wanted);
    if (!document) return notFound(context);
    return context.json(answer === "OK" ? "OK" : await full(document));
  };
  for (const [path, wanted, answer] of switches)
    api.post(`/redis/${path}/:id`, (context) =>
      change(context, context.req.param("id"), wanted, answer),
    );
  api.post("/redis/rename/:id", async (context) => {
    const read = await readBody(context, renameRequest);
    if ("refused" in read) return read.refused;
    if (databases.hasName(read.body.name, context.req.param("id")))
      return nameTaken(context, read.body.name);
    return change(context, context.req.param("id"), { name: read.body.name }, "database");
  });
  api.patch("/redis/update-budget/:id", async (context) => {
    const read = await readBody(context, budgetRequest);
    return "refused" in read
      ? read.refused
      : change(context, context.req.param("id"), read.body, "OK");
  });
  api.post("/redis/update-regions/:id", async (context) => {
    const read = await readBody(context, regionsRequest);
    if ("refused" in read) return read.refused;
    const holdsPrimary = read.body.read_regions.includes(
      databases.find(context.req.param("id"))?.primaryRegion ?? "",
    );
    if (holdsPrimary)
      return answerError(context, "bad_request", "read_regions: must not hold the primary region");
    return change(context, context.req.param("id"), { readRegions: read.body.read_regions }, "OK");
  });
  const changePlan = async (context: Context, id: string) => {
    const read = await readBody(context, changePlanRequest);
    if ("refused" in read) return read.refused;
    const { plan_name: plan, auto_upgrade: autoUpgrade, prod_pack_enabled: prodPack } = read.body;
    const wanted = {
      plan,
      ...defined({ autoUpgrade, prodPack }),
    };
    return change(context, id, wanted, "OK");
  };
  // The OpenAPI description has the first path, the published CLI calls the second.
  for (const path of ["/redis/:id/change-plan", "/redis/change-plan/:id"] as const)
    api.post(path, (context) => changePlan(context, context.req.param("id")));
  return api;
}

const switches: readonly (readonly [
  path: string,
  wanted: Partial<NewDatabase>,
  answer: "OK" | "database",
])[] = [
  ["enable-tls", { tls: true }, "database"],
  ["enable-eviction", { eviction: true }, "OK"],
  ["disable-eviction", { eviction: false }, "OK"],
  ["enable-autoupgrade", { autoUpgrade: true }, "OK"],
  ["disable-autoupgrade", { autoUpgrade: false }, "OK"],
];

function newDatabase(body: z.infer<typeof createDatabaseRequest>): NewDatabase {
  return {
    name: body.database_name ?? body.name ?? "",
    platform: body.platform ?? platformOf(body.primary_region) ?? "aws",
    primaryRegion: body.primary_region,
    readRegions: body.read_regions,
    plan: body.plan ?? defaultPlan,
    budget: body.budget ?? 0,
    eviction: body.eviction,
    tls: body.tls,
    autoUpgrade: body.auto_upgrade,
    prodPack: body.prod_pack_enabled,
    consistent: body.consistent,
  };
}

function nameTaken(context: Context, name: string): Response {
  return answerError(context, "bad_request", `A database named "${name}" already exists.`);
}

export function notFound(context: Context): Response {
  return answerError(context, "not_found", `Database ${context.req.param("id")} not found.`);
}
