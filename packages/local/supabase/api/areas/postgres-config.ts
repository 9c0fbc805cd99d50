import { defined } from "@seaworthy/core/defined";
import { SeaworthyError } from "@seaworthy/core/errors";
import { z } from "zod";
import { postgresSettings } from "../../database/server/settings.ts";
import { readBody } from "../answers.ts";
import { effectiveSettings, type Project } from "../project.ts";
import type { OpenProject, Projects } from "../projects.ts";
import type { Area } from "./area.ts";

const putBody = z.strictObject({ ...postgresSettings, restart_database: z.boolean() }).partial();

/** Settings of the running PostgreSQL. */
export const postgresConfigArea: Area = {
  parity: [
    {
      what: "PUT /v1/projects/{ref}/config/database/postgres",
      level: "enforced",
      note: "reloaded if PostgreSQL allows it; otherwise restarted while the pooler holds its clients back (for at most 10 s: a session in session mode is cut off)",
    },
    {
      what: "PUT /v1/projects/{ref}/config/database/postgres restart_database",
      level: "enforced",
      note: "false defers what needs a restart to the next one",
    },
    { what: "GET /v1/projects/{ref}/config/database/postgres", level: "enforced" },
  ],
  mount: (app, projects) => {
    const path = "/v1/projects/:ref/config/database/postgres";
    app.get(path, (context) => context.json(projects.get(context.req.param("ref")).settings));
    app.put(path, async (context) => {
      const { database } = await projects.open(context.req.param("ref"));
      const { restart_database: mayRestart = true, ...asked } = await readBody(context, putBody);
      const settings = defined(asked);
      await database.checkSettings(settings);
      const project = await projects.change(
        context.req.param("ref"),
        (before) => ({ ...before, settings, settingsBefore: before.settings }),
        (open) => apply(projects, open, mayRestart),
      );
      return context.json(project.settings);
    });
  },
};

/** The store ends up like the server: with the new settings, or back on the old ones. */
async function apply(
  projects: Projects,
  { project, database }: OpenProject,
  mayRestart: boolean,
): Promise<void> {
  const { settingsBefore: before = {}, ...settled } = project;
  try {
    await database.applySettings({
      before: effectiveSettings({ ...project, settings: before }),
      after: effectiveSettings(project),
      isTlsRequired: project.sslEnforced,
      mayRestart,
    });
    projects.save(settled);
  } catch (cause) {
    projects.save({ ...settled, settings: before } satisfies Project);
    throw refusal(project.ref, cause);
  }
}

function refusal(ref: string, cause: unknown): unknown {
  if (!(cause instanceof SeaworthyError) || cause.code !== "PROCESS_FAILED") return cause;
  const message = `PostgreSQL does not start with these settings, and runs with the earlier ones again. Its log says why: seaworthy logs local postgres-${ref}`;
  return new SeaworthyError("INPUT_INVALID", message, { cause });
}
