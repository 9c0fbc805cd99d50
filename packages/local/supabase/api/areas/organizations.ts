import { SeaworthyError } from "@seaworthy/core/errors";
import { organization } from "../project.ts";
import type { Area } from "./area.ts";

/** The local cloud's only organization, which always exists. */
export const organizationsArea: Area = {
  parity: [
    { what: "GET /v1/organizations", level: "enforced", note: "one organization, seaworthy-local" },
    { what: "GET /v1/organizations/{slug}", level: "enforced" },
  ],
  mount: (app) => {
    app.get("/v1/organizations", (context) =>
      context.json([{ id: organization.slug, ...organization }]),
    );
    app.get("/v1/organizations/:slug", (context) => {
      const slug = context.req.param("slug");
      if (slug !== organization.slug)
        throw new SeaworthyError("VENDOR_NOT_FOUND", `Organization ${slug} not found`);
      return context.json({
        id: slug,
        name: organization.name,
        plan: "free",
        opt_in_tags: [],
        allowed_release_channels: ["ga"],
      });
    });
  },
};
