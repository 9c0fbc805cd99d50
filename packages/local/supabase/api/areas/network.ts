import { isIP } from "node:net";
import { z } from "zod";
import { isoTime } from "../../../kernel/clock.ts";
import { readBody } from "../answers.ts";
import { effectivePooler, type Project } from "../project.ts";
import type { Area } from "./area.ts";

const cidr = (version: 4 | 6) =>
  z
    .string()
    .refine(
      (text) => isCidr(text, version),
      `Expected an IPv${version} range such as ${version === 4 ? "203.0.113.0/24" : "2001:db8::/32"}`,
    );

const applyBody = z.strictObject({
  dbAllowedCidrs: z.array(cidr(4)).optional(),
  dbAllowedCidrsV6: z.array(cidr(6)).optional(),
});

const sslBody = z.strictObject({ requestedConfig: z.strictObject({ database: z.boolean() }) });

/**
 * Network restrictions, which are only stored (only loopback can connect), and whether TLS is
 * required.
 */
export const networkArea: Area = {
  parity: [
    {
      what: "POST /v1/projects/{ref}/network-restrictions/apply",
      level: "accepted",
      note: "the servers listen only on loopback, and every client comes from 127.0.0.1",
    },
    { what: "GET /v1/projects/{ref}/network-restrictions", level: "accepted" },
    {
      what: "PUT /v1/projects/{ref}/ssl-enforcement",
      level: "enforced",
      note: "the server and the pooler always offer TLS, with a certificate from the project's own authority; if required, plain connections are rejected",
    },
    { what: "GET /v1/projects/{ref}/ssl-enforcement", level: "enforced" },
  ],
  mount: (app, projects, { clock }) => {
    app.get("/v1/projects/:ref/network-restrictions", (context) =>
      context.json(restrictions(projects.get(context.req.param("ref")))),
    );
    app.post("/v1/projects/:ref/network-restrictions/apply", async (context) => {
      const ref = projects.get(context.req.param("ref")).ref;
      const { dbAllowedCidrs = [], dbAllowedCidrsV6 = [] } = await readBody(context, applyBody);
      const network = { dbAllowedCidrs, dbAllowedCidrsV6, appliedAt: isoTime(clock) };
      return context.json(
        restrictions(await projects.change(ref, (before) => ({ ...before, network }))),
        201,
      );
    });
    app.get("/v1/projects/:ref/ssl-enforcement", (context) =>
      context.json(ssl(projects.get(context.req.param("ref")))),
    );
    app.put("/v1/projects/:ref/ssl-enforcement", async (context) => {
      const ref = projects.get(context.req.param("ref")).ref;
      const { requestedConfig } = await readBody(context, sslBody);
      return context.json(
        ssl(
          await projects.change(
            ref,
            (before) => ({ ...before, sslEnforced: requestedConfig.database }),
            ({ project, database }) => database.applyPooler(effectivePooler(project)),
          ),
        ),
      );
    });
  },
};

function restrictions({ network: { appliedAt, ...config } }: Project) {
  return {
    entitlement: "allowed",
    config,
    status: "applied",
    updated_at: appliedAt,
    applied_at: appliedAt,
  };
}

function ssl(project: Project) {
  return { currentConfig: { database: project.sslEnforced }, appliedSuccessfully: true };
}

function isCidr(text: string, version: 4 | 6): boolean {
  const [address = "", bits = "", ...rest] = text.split("/");
  return (
    rest.length === 0 &&
    isIP(address) === version &&
    /^\d{1,3}$/.test(bits) &&
    Number(bits) <= (version === 4 ? 32 : 128)
  );
}
