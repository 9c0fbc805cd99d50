import { z } from "zod";
import type { Login } from "../../database/connection.ts";
import { readBody } from "../answers.ts";
import type { OpenProject } from "../projects.ts";
import type { Area } from "./area.ts";
import { runQuery } from "./run-query.ts";

const queryBody = z.strictObject({
  query: z.string().min(1),
  parameters: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  read_only: z.boolean().optional(),
});

/** The database itself: its password, and SQL over HTTP. */
export const databaseArea: Area = {
  parity: [
    {
      what: "PATCH /v1/projects/{ref}/database/password",
      level: "enforced",
      note: "new connections, direct and pooled, need the new one",
    },
    {
      what: "POST /v1/projects/{ref}/database/query",
      level: "enforced",
      note: "as postgres, or as supabase_read_only_user with read_only",
    },
    { what: "POST /v1/projects/{ref}/database/query/read-only", level: "enforced" },
  ],
  mount: (app, projects) => {
    app.patch("/v1/projects/:ref/database/password", async (context) => {
      const ref = projects.get(context.req.param("ref")).ref;
      const { password } = await readBody(context, z.strictObject({ password: z.string().min(4) }));
      await projects.change(
        ref,
        (before) => ({ ...before, passwords: { ...before.passwords, postgres: password } }),
        ({ database }) => database.setPassword(password),
      );
      return context.json({ message: "Successfully updated password" });
    });
    app.post("/v1/projects/:ref/database/query", async (context) => {
      const open = await projects.open(context.req.param("ref"));
      const {
        query,
        parameters = [],
        read_only: readOnly = false,
      } = await readBody(context, queryBody);
      return context.json(
        await runQuery(
          readOnly ? open.database.readOnlyLogin : ownerLogin(open),
          query,
          parameters,
        ),
        201,
      );
    });
    app.post("/v1/projects/:ref/database/query/read-only", async (context) => {
      const { database } = await projects.open(context.req.param("ref"));
      const { query, parameters = [] } = await readBody(
        context,
        queryBody.omit({ read_only: true }),
      );
      return context.json(await runQuery(database.readOnlyLogin, query, parameters), 201);
    });
  },
};

function ownerLogin({ project, database }: OpenProject): Login {
  return { port: database.ports.direct, user: "postgres", password: project.passwords.postgres };
}
