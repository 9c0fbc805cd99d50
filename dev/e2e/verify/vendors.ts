import type { LocalStatus } from "@seaworthy/cli/status/local";
import { defined } from "@seaworthy/core/defined";
import postgres from "postgres";
import { z } from "zod";

/** The vendors of a test's stack, called directly, without the stack's program. */
export interface Vendors {
  call(
    vendor: "cloudflare" | "supabase" | "sentry",
    method: string,
    path: string,
    body?: unknown,
  ): Promise<unknown>;
  sql(text: string, database?: "direct" | "admin"): Promise<void>;
  readonly zone: string;
  readonly account: string;
  readonly script: string;
  readonly worker: string;
  readonly project: string;
  readonly organization: string;
}

const manifestSchema = z.object({
  worker: z.object({ accountId: z.string(), script: z.string(), id: z.string() }),
  supabase: z.object({ projectRef: z.string() }),
  sentry: z.object({ organization: z.string(), project: z.string() }),
  edge: z.object({ zoneId: z.string() }),
});

export function vendorsOf(status: LocalStatus, outputs: unknown): Vendors {
  const { worker, supabase, sentry, edge } = manifestSchema.parse(outputs);
  const tokens = status.tokens ?? { cloudflare: "", supabase: "", sentry: "" };
  return {
    call: async (vendor, method, path, body) => {
      const response = await fetch(`${status.control[vendor].replace(/\/$/, "")}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${tokens[vendor]}`,
          "content-type": "application/json",
          connection: "close",
        },
        ...defined({ body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new TypeError(`${method} ${path}: ${response.status} ${text}`);
      return text === "" ? undefined : JSON.parse(text);
    },
    sql: async (text, database = "direct") => {
      const sql = postgres(status.database[database] ?? "", {
        ...{ max: 1, prepare: false, fetch_types: false },
        onnotice: () => {},
      });
      await sql.unsafe(text).simple();
      await sql.end();
    },
    ...{ zone: edge.zoneId, account: worker.accountId, script: worker.script, worker: worker.id },
    ...{ project: supabase.projectRef, organization: sentry.organization },
  };
}
