import { milliseconds } from "../../helpers/checks.ts";
import { schemaRule } from "../../helpers/schema-lint.ts";

/** Roles that requests of the Data API run as. */
const ofRequests = ["anon", "authenticated", "authenticator"];
/** Supabase's are 3, 8 and 8 seconds. */
const mostMs = 30_000;

export const databaseApiTimeoutsKept = schemaRule({
  id: "database-api-timeouts-kept",
  title: "Requests of the Data API time out",
  why: "Supabase ends statements of anon after 3 seconds and of authenticated after 8. Without that, a few slow requests hold every connection.",
  fix: "Reset it, or set at most 30 seconds; run what takes longer by another role.",
  code: "alter role authenticated set statement_timeout = '8s';",
  source: "https://supabase.com/docs/guides/database/postgres/timeouts",
  rank: "high",
  find: ({ roles }) =>
    roles
      .filter(({ name }) => ofRequests.includes(name))
      .flatMap((at) => {
        const { statement_timeout: timeout } = at.settings;
        const ms = timeout === undefined ? mostMs : milliseconds(timeout);
        return ms !== undefined && ms > 0 && ms <= mostMs
          ? []
          : [
              {
                at,
                message: `its statement_timeout is ${timeout}; the maximum is ${mostMs} ms.`,
                since: ["statement_timeout"],
                subject: `role ${at.name}`,
              },
            ];
      }),
});
