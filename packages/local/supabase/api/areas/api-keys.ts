import { SeaworthyError } from "@seaworthy/core/errors";
import { z } from "zod";
import { isoTime } from "../../../kernel/clock.ts";
import type { CloudContext } from "../../../kernel/context.ts";
import type { Store } from "../../../kernel/store.ts";
import { booleanString, readBody, readQuery } from "../answers.ts";
import { type ApiKey, apiKeyAnswer, legacyKeyAnswers, newApiKey } from "../api-key.ts";
import type { Projects } from "../projects.ts";
import type { Area } from "./area.ts";

const kind = "supabase.api-key";

const name = z
  .string()
  .min(4)
  .max(64)
  .regex(/^[a-z_][a-z0-9_]+$/, "Expected lower-case letters, digits and _");
const template = z.record(z.string(), z.unknown()).nullable().optional();
const description = z.string().nullable().optional();

const createBody = z
  .strictObject({
    type: z.enum(["publishable", "secret"]),
    name,
    description,
    secret_jwt_template: template,
  })
  .refine((body) => body.type === "secret" || !body.secret_jwt_template, {
    path: ["secret_jwt_template"],
    message: "Only secret keys have one",
  });
const updateBody = z.strictObject({
  name: name.optional(),
  description,
  secret_jwt_template: template,
});

const revealQuery = z.looseObject({ reveal: booleanString.default(false) });

/** Publishable and secret keys, and the two legacy JWTs. */
export const apiKeysArea: Area = {
  parity: [
    {
      what: "GET /v1/projects/{ref}/api-keys",
      level: "accepted",
      note: "real keys and JWTs; no API gateway checks them",
    },
    { what: "POST /v1/projects/{ref}/api-keys", level: "accepted" },
    { what: "GET /v1/projects/{ref}/api-keys/{id}", level: "accepted" },
    { what: "PATCH /v1/projects/{ref}/api-keys/{id}", level: "accepted" },
    { what: "DELETE /v1/projects/{ref}/api-keys/{id}", level: "accepted" },
    { what: "GET /v1/projects/{ref}/api-keys/legacy", level: "accepted" },
    {
      what: "PUT /v1/projects/{ref}/api-keys/legacy",
      level: "accepted",
      note: "returned, and listed by GET …/api-keys only while enabled",
    },
  ],
  mount: (app, projects, { store, clock }) => {
    app.get("/v1/projects/:ref/api-keys/legacy", (context) =>
      context.json({ enabled: projects.get(context.req.param("ref")).legacyKeysEnabled }),
    );
    app.put("/v1/projects/:ref/api-keys/legacy", async (context) => {
      const ref = projects.get(context.req.param("ref")).ref;
      const { enabled } = readQuery(context, z.strictObject({ enabled: booleanString }));
      const project = await projects.change(ref, (before) => ({
        ...before,
        legacyKeysEnabled: enabled,
      }));
      return context.json({ enabled: project.legacyKeysEnabled });
    });
    app.get("/v1/projects/:ref/api-keys", (context) => {
      const project = projects.get(context.req.param("ref"));
      const { reveal } = readQuery(context, revealQuery);
      const legacy = project.legacyKeysEnabled ? legacyKeyAnswers(project) : [];
      return context.json([
        ...legacy,
        ...keysOf(store, project.ref).map((key) => apiKeyAnswer(key, reveal)),
      ]);
    });
    app.post("/v1/projects/:ref/api-keys", async (context) => {
      const ref = projects.get(context.req.param("ref")).ref;
      const { reveal } = readQuery(context, revealQuery);
      const body = await readBody(context, createBody);
      const asked = {
        type: body.type,
        name: body.name,
        description: body.description ?? null,
        secretJwtTemplate: body.secret_jwt_template ?? null,
      };
      const key = newApiKey({ projectRef: ref, ...asked }, isoTime(clock));
      save(store, key);
      return context.json(apiKeyAnswer(key, reveal), 201);
    });
    app.get("/v1/projects/:ref/api-keys/:id", (context) => {
      const key = keyOf(store, projects.get(context.req.param("ref")).ref, context.req.param("id"));
      return context.json(apiKeyAnswer(key, readQuery(context, revealQuery).reveal));
    });
    app.patch("/v1/projects/:ref/api-keys/:id", async (context) => {
      const ref = projects.get(context.req.param("ref")).ref;
      const { reveal } = readQuery(context, revealQuery);
      const asked = await readBody(context, updateBody);
      const before = keyOf(store, ref, context.req.param("id"));
      const after: ApiKey = { ...changed(before, asked), updatedAt: isoTime(clock) };
      save(store, after);
      return context.json(apiKeyAnswer(after, reveal));
    });
    app.delete("/v1/projects/:ref/api-keys/:id", (context) => {
      const key = keyOf(store, projects.get(context.req.param("ref")).ref, context.req.param("id"));
      store.delete(kind, key.id);
      return context.json(apiKeyAnswer(key, readQuery(context, revealQuery).reveal));
    });
  },
};

function changed(before: ApiKey, asked: z.infer<typeof updateBody>): ApiKey {
  return {
    ...before,
    name: asked.name ?? before.name,
    description: asked.description === undefined ? before.description : asked.description,
    secretJwtTemplate:
      asked.secret_jwt_template === undefined
        ? before.secretJwtTemplate
        : asked.secret_jwt_template,
  };
}

/** A new project has a publishable and a secret key, both named `default`. */
export function makeDefaultKeys(projects: Projects, { store, clock }: CloudContext): void {
  for (const project of projects.list().filter((one) => one.hasDefaultKeys !== true))
    store.transaction(() => {
      const asked = { projectRef: project.ref, name: "default", description: null };
      const now = isoTime(clock);
      save(store, newApiKey({ ...asked, type: "publishable", secretJwtTemplate: null }, now));
      const secretJwtTemplate = { role: "service_role" };
      save(store, newApiKey({ ...asked, type: "secret", secretJwtTemplate }, now));
      projects.save({ ...project, hasDefaultKeys: true });
    });
}

/** Deletes the keys of projects that no longer exist. */
export function deleteOrphanedKeys(store: Store, refs: ReadonlySet<string>): void {
  for (const key of store.list<ApiKey>(kind))
    if (!refs.has(key.projectRef)) store.delete(kind, key.id);
}

function keysOf(store: Store, ref: string): ApiKey[] {
  return store.list<ApiKey>(kind).filter((key) => key.projectRef === ref);
}

function keyOf(store: Store, ref: string, id: string): ApiKey {
  const key = store.get<ApiKey>(kind, id);
  if (key?.projectRef !== ref)
    throw new SeaworthyError(
      "VENDOR_NOT_FOUND",
      `API key ${JSON.stringify(id).slice(0, 60)} not found`,
    );
  return key;
}

function save(store: Store, key: ApiKey): void {
  store.put(kind, key.id, key);
}
