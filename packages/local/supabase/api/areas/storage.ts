import { z } from "zod";
import { withConnection } from "../../database/connection.ts";
import { readBody } from "../answers.ts";
import type { Project, StorageChanges } from "../project.ts";
import type { Area } from "./area.ts";

const switched = z.strictObject({ enabled: z.boolean() });
const count = z.int().min(0);

const patchBody = z.strictObject({
  fileSizeLimit: z.int().min(0).max(536_870_912_000).optional(),
  features: z
    .strictObject({
      imageTransformation: switched.optional(),
      s3Protocol: switched.optional(),
      icebergCatalog: switched
        .extend({ maxNamespaces: count, maxTables: count, maxCatalogs: count })
        .optional(),
      vectorBuckets: switched.extend({ maxBuckets: count, maxIndexes: count }).optional(),
    })
    .optional(),
  external: z.strictObject({ upstreamTarget: z.enum(["main", "canary"]) }).optional(),
});

/** Defaults of a new project. */
const features = {
  imageTransformation: { enabled: false },
  s3Protocol: { enabled: true },
  icebergCatalog: { enabled: false, maxNamespaces: 10, maxTables: 10, maxCatalogs: 2 },
  vectorBuckets: { enabled: false, maxBuckets: 10, maxIndexes: 5 },
};

/** Storage's configuration and its buckets. No storage server runs here. */
export const storageArea: Area = {
  parity: [
    {
      what: "GET|PATCH /v1/projects/{ref}/config/storage",
      level: "accepted",
      note: "no storage server is running",
    },
    {
      what: "GET /v1/projects/{ref}/storage/buckets",
      level: "enforced",
      note: "the rows of storage.buckets",
    },
  ],
  mount: (app, projects) => {
    const path = "/v1/projects/:ref/config/storage";
    app.get(path, (context) => context.json(shown(projects.get(context.req.param("ref")))));
    app.patch(path, async (context) => {
      const { ref } = projects.get(context.req.param("ref"));
      const asked = await readBody(context, patchBody);
      await projects.change(ref, (before) => ({
        ...before,
        storage: merged(before.storage, asked),
      }));
      return context.body(null, 200);
    });
    app.get("/v1/projects/:ref/storage/buckets", async (context) => {
      const { database } = await projects.open(context.req.param("ref"));
      return context.json(
        await withConnection(database.readOnlyLogin, async (sql) => [
          ...(await sql`
            select id, name, coalesce(owner_id, owner::text, '') as owner, created_at, updated_at, public
            from storage.buckets order by name`),
        ]),
      );
    });
  },
};

function merged(before: StorageChanges = {}, asked: z.infer<typeof patchBody>): StorageChanges {
  const { features: changed, ...others } = asked;
  const given = Object.entries(changed ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return {
    ...before,
    ...JSON.parse(JSON.stringify(others)),
    features: { ...before.features, ...Object.fromEntries(given) },
  };
}

function shown({ storage = {} }: Project) {
  return {
    fileSizeLimit: storage.fileSizeLimit ?? 52_428_800,
    features: { ...features, ...storage.features },
    capabilities: { list_v2: true, iceberg_catalog: true },
    external: storage.external ?? { upstreamTarget: "main" },
    migrationVersion: "object-versioning-core",
    databasePoolMode: "recycled",
  };
}
