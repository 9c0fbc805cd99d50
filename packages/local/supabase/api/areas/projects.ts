import { SeaworthyError } from "@seaworthy/core/errors";
import { z } from "zod";
import { readBody } from "../answers.ts";
import { organization, type Project } from "../project.ts";
import type { Projects } from "../projects.ts";
import { instanceSizes, regions, smartGroups } from "../regions.ts";
import { deleteOrphanedKeys, makeDefaultKeys } from "./api-keys.ts";
import type { Area } from "./area.ts";

const regionSelection = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("specific"), code: z.enum(regions) }),
  z.strictObject({
    type: z.literal("smartGroup"),
    code: z.enum(Object.keys(smartGroups) as (keyof typeof smartGroups)[]),
  }),
]);

const createBody = z
  .strictObject({
    name: z.string().min(1).max(256),
    db_pass: z.string().min(4),
    organization_slug: z.string().optional(),
    organization_id: z.string().optional(),
    region: z.enum(regions).optional(),
    region_selection: regionSelection.optional(),
    desired_instance_size: z.enum(instanceSizes).optional(),
    // Ignored, according to the API's documentation.
    plan: z.enum(["free", "pro"]).optional(),
    kps_enabled: z.boolean().optional(),
    template_url: z.unknown().optional(),
    release_channel: z.unknown().optional(),
    postgres_engine: z.unknown().optional(),
  })
  .refine((body) => (body.organization_slug ?? body.organization_id) !== undefined, {
    path: ["organization_slug"],
    message: "Required",
  })
  .refine((body) => body.region === undefined || body.region_selection === undefined, {
    path: ["region_selection"],
    message: "Only one of region or region_selection can be specified",
  })
  .refine((body) => (body.region ?? body.region_selection) !== undefined, {
    path: ["region_selection"],
    message: "Required",
  });

const refusedFields = ["template_url", "release_channel", "postgres_engine"] as const;

/** Create, read, list, rename, delete. */
export const projectsArea: Area = {
  parity: [
    {
      what: "POST /v1/projects",
      level: "enforced",
      note: "responds once the project's PostgreSQL and PgBouncer are running",
    },
    {
      what: "POST /v1/projects region, region_selection, desired_instance_size",
      level: "accepted",
      note: "everything runs on this machine",
    },
    { what: "POST /v1/projects template_url, release_channel, postgres_engine", level: "refused" },
    { what: "GET /v1/projects", level: "enforced" },
    {
      what: "GET /v1/projects/{ref}",
      level: "enforced",
      note: "status follows the running server",
    },
    { what: "PATCH /v1/projects/{ref}", level: "enforced" },
    {
      what: "DELETE /v1/projects/{ref}",
      level: "enforced",
      note: "stops the servers and deletes their data",
    },
  ],
  mount: (app, projects, cloud) => {
    const { store } = cloud;
    app.post("/v1/projects", async (context) => {
      const project = await projects.create(newProjectOf(await readBody(context, createBody)));
      makeDefaultKeys(projects, cloud);
      return context.json({ ...brief(project), status: "ACTIVE_HEALTHY" }, 201);
    });
    app.get("/v1/projects", async (context) =>
      context.json(await Promise.all(projects.list().map((project) => full(projects, project)))),
    );
    app.get("/v1/projects/:ref", async (context) =>
      context.json(await full(projects, projects.get(context.req.param("ref")))),
    );
    app.patch("/v1/projects/:ref", async (context) => {
      const ref = projects.get(context.req.param("ref")).ref;
      const { name } = await readBody(
        context,
        z.strictObject({ name: z.string().min(1).max(256) }),
      );
      const project = await projects.change(ref, (before) => ({ ...before, name }));
      return context.json({ id: project.number, ref, name: project.name });
    });
    app.delete("/v1/projects/:ref", async (context) => {
      const { number, ref, name } = await projects.remove(context.req.param("ref"));
      deleteOrphanedKeys(store, new Set(projects.list().map((project) => project.ref)));
      return context.json({ id: number, ref, name });
    });
  },
};

function newProjectOf(body: z.infer<typeof createBody>) {
  const asked = body.organization_slug ?? body.organization_id;
  if (asked !== organization.slug) {
    throw new SeaworthyError(
      "INPUT_INVALID",
      `organization_slug: there is no organization ${asked}; the local cloud has ${organization.slug}`,
    );
  }
  const refused = refusedFields.find((field) => body[field] !== undefined);
  if (refused)
    throw new SeaworthyError(
      "UNSUPPORTED",
      `The local cloud does not implement ${refused} of POST /v1/projects`,
    );
  const selected = body.region_selection;
  const region =
    selected === undefined
      ? body.region
      : selected.type === "specific"
        ? selected.code
        : smartGroups[selected.code];
  return {
    name: body.name,
    region: region ?? regions[0],
    instanceSize: body.desired_instance_size ?? null,
    databasePassword: body.db_pass,
  };
}

function brief(project: Project) {
  return {
    id: project.ref,
    ref: project.ref,
    organization_id: organization.slug,
    organization_slug: organization.slug,
    name: project.name,
    region: project.region,
    created_at: project.createdAt,
  };
}

async function full(projects: Projects, project: Project) {
  const { database } = await projects.open(project.ref);
  return {
    ...brief(project),
    status: await statusOf(projects, project),
    database: {
      host: `127.0.0.1:${database.ports.direct}`,
      version: database.version,
      postgres_engine: database.version.split(".")[0] ?? "",
      release_channel: "ga",
    },
  };
}

/** The API's status for the state of the project's servers. */
export async function statusOf(
  projects: Projects,
  project: Project,
): Promise<"COMING_UP" | "GOING_DOWN" | "ACTIVE_HEALTHY" | "ACTIVE_UNHEALTHY"> {
  if (project.phase === "creating") return "COMING_UP";
  if (project.phase === "deleting") return "GOING_DOWN";
  const { database } = await projects.open(project.ref);
  return (await database.isUp()) ? "ACTIVE_HEALTHY" : "ACTIVE_UNHEALTHY";
}
