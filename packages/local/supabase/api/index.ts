import { SeaworthyError } from "@seaworthy/core/errors";
import { Hono } from "hono";
import type { CloudContext } from "../../kernel/context.ts";
import { sameToken } from "../../kernel/tokens.ts";
import type { Vendor } from "../../kernel/vendor.ts";
import { databaseParity } from "../database/parity.ts";
import { answerErrors } from "./answers.ts";
import { deleteOrphanedKeys, makeDefaultKeys } from "./areas/api-keys.ts";
import { areas } from "./areas/table.ts";
import { describeProject } from "./describe.ts";
import { createProjects, type Projects } from "./projects.ts";

/** Supabase's Management API, with a real PostgreSQL and PgBouncer behind each project. */
export function createSupabase(context: CloudContext): Vendor {
  const projects = createProjects(context);
  return {
    name: "supabase",
    api: createApi(projects, context),
    resume: async () => {
      await projects.resume();
      makeDefaultKeys(projects, context);
      deleteOrphanedKeys(context.store, new Set(projects.list().map((project) => project.ref)));
    },
    close: () => projects.close(),
    describe: async () => ({
      projects: await Promise.all(
        projects.list().map((project) => describeProject(projects, project)),
      ),
    }),
    parity: [
      ...areas.flatMap((area) => area.parity),
      ...databaseParity,
      { what: "every other call of the Management API", level: "refused" },
    ],
  };
}

function createApi(projects: Projects, context: CloudContext): Hono {
  const app = new Hono();
  answerErrors(app, context.log);
  app.use(async function checkToken(request, next) {
    const token = /^Bearer (.+)$/i.exec(request.req.header("authorization") ?? "")?.[1];
    if (!sameToken(token, context.tokens.supabase))
      throw new SeaworthyError("VENDOR_UNAUTHORIZED", "Unauthorized");
    return next();
  });
  for (const area of areas) area.mount(app, projects, context);
  app.all("*", (request) => {
    const path = request.req.path.replace(/^\/supabase/, "");
    throw new SeaworthyError(
      "UNSUPPORTED",
      `The local cloud does not implement ${request.req.method} ${path} of Supabase's Management API`,
    );
  });
  return app;
}
