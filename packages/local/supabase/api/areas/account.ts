import type { Area } from "./area.ts";

/** The owner of the access token: the local cloud has one user. */
export const accountArea: Area = {
  parity: [{ what: "GET /v1/profile", level: "accepted", note: "one user, for `supabase whoami`" }],
  mount: (app) => {
    app.get("/v1/profile", (context) =>
      context.json({
        gotrue_id: "00000000-0000-4000-8000-000000000001",
        primary_email: "developer@seaworthy.localhost",
        username: "seaworthy-local",
      }),
    );
  },
};
