import { createHash } from "node:crypto";
import { SeaworthyError } from "@seaworthy/core/errors";
import { z } from "zod";
import { isoTime } from "../../../kernel/clock.ts";
import { readBody } from "../answers.ts";
import type { FunctionSecret } from "../project.ts";
import type { Area } from "./area.ts";

const createBody = z.array(
  z.strictObject({
    name: z
      .string()
      .min(1)
      .max(256)
      .regex(/^(?!SUPABASE_)/, "Secret name must not start with the SUPABASE_ prefix."),
    value: z.string().max(24_576),
  }),
);
const deleteBody = z.array(z.string());

/** Edge Functions and preview branches, which do not exist here, and the functions' secrets. */
export const functionsArea: Area = {
  parity: [
    {
      what: "GET|POST|DELETE /v1/projects/{ref}/secrets",
      level: "accepted",
      note: "only digests are kept; no Edge Function runs",
    },
    {
      what: "GET /v1/projects/{ref}/functions, …/branches",
      level: "accepted",
      note: "always empty",
    },
    {
      what: "Edge Functions and branches: create, deploy, update, merge",
      level: "refused",
      note: "no runtime for them is running",
    },
  ],
  mount: (app, projects, { clock }) => {
    const path = "/v1/projects/:ref/secrets";
    const secretsOf = (ref: string) => projects.get(ref).functionSecrets ?? [];
    app.get(path, (context) =>
      context.json(
        secretsOf(context.req.param("ref")).map(({ name, digest, updatedAt }) => ({
          name,
          value: digest,
          updated_at: updatedAt,
        })),
      ),
    );
    app.post(path, async (context) => {
      const { ref } = projects.get(context.req.param("ref"));
      const asked = await readBody(context, createBody);
      const updatedAt = isoTime(clock);
      const given = asked.map(({ name, value }) => ({ name, digest: sha256(value), updatedAt }));
      await projects.change(ref, (before) => ({
        ...before,
        functionSecrets: [
          ...without(
            before.functionSecrets,
            given.map(({ name }) => name),
          ),
          ...given,
        ],
      }));
      return context.body(null, 201);
    });
    app.delete(path, async (context) => {
      const { ref } = projects.get(context.req.param("ref"));
      const names = await readBody(context, deleteBody);
      await projects.change(ref, (before) => ({
        ...before,
        functionSecrets: without(before.functionSecrets, names),
      }));
      return context.body(null, 200);
    });
    for (const [part, refusal] of Object.entries(refusals)) {
      app.get(`/v1/projects/:ref/${part}`, (context) => {
        projects.get(context.req.param("ref"));
        return context.json([]);
      });
      app.all(`/v1/projects/:ref/${part}/*`, (context) => {
        projects.get(context.req.param("ref"));
        throw new SeaworthyError("UNSUPPORTED", refusal);
      });
    }
  },
};

const refusals: Readonly<Record<string, string>> = {
  functions: "The local cloud runs no Edge Functions: the app's code runs in its Worker.",
  branches: "The local cloud has no branches: a stack of its own is another environment.",
};

function without(
  secrets: readonly FunctionSecret[] = [],
  names: readonly string[],
): readonly FunctionSecret[] {
  return secrets.filter(({ name }) => !names.includes(name));
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
