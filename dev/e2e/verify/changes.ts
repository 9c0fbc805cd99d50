import { defined } from "@seaworthy/core/defined";
import { z } from "zod";
import type { Vendors } from "./vendors.ts";

export const setting = (id: string, value: unknown) => async (vendors: Vendors) => {
  const path = `/zones/${vendors.zone}/settings/${id}`;
  const read = z.object({ result: z.object({ value: z.unknown() }) });
  const before = read.parse(await vendors.call("cloudflare", "GET", path)).result.value;
  await vendors.call("cloudflare", "PATCH", path, { value });
  return () => vendors.call("cloudflare", "PATCH", path, { value: before });
};

const ruleSchema = z.looseObject({ id: z.string(), ref: z.string() });
const rulesetSchema = z.object({
  result: z.object({ id: z.string(), rules: z.array(ruleSchema) }),
});
type Rule = z.output<typeof ruleSchema>;

/** Changes one rule of a phase, and restores all of its rules afterwards. */
export const rule =
  (phase: string, ref: string, change: (rule: Rule) => object) => async (vendors: Vendors) => {
    const entry = `/zones/${vendors.zone}/rulesets/phases/${phase}/entrypoint`;
    const { result } = rulesetSchema.parse(await vendors.call("cloudflare", "GET", entry));
    const sent = result.rules.map(({ version: _v, last_updated: _l, ...one }) => one);
    const path = `/zones/${vendors.zone}/rulesets/${result.id}`;
    const put = (rules: readonly object[]) => vendors.call("cloudflare", "PUT", path, { rules });
    const changed = sent.map((one) => (one.ref === ref ? change(one as Rule) : one));
    await put(changed);
    return () => put(sent);
  };

const limitSchema = z.looseObject({ ratelimit: z.looseObject({}) });
export const limit = (over: object) =>
  rule("http_ratelimit", "auth", (one) => ({
    ...one,
    ratelimit: { ...limitSchema.parse(one).ratelimit, ...over },
  }));

/** Changes the first rule by which the zone caches a page: a module declares it. */
export const cacheRule = (change: (rule: Rule) => object) => async (vendors: Vendors) => {
  const entry = `/zones/${vendors.zone}/rulesets/phases/${cachePhase}/entrypoint`;
  const { result } = rulesetSchema.parse(await vendors.call("cloudflare", "GET", entry));
  const caches = (one: Rule) => cacheSchema.safeParse(one).data?.action_parameters.cache === true;
  const found = result.rules.find(caches);
  if (found === undefined) throw new RangeError("The zone has no rule that caches.");
  return rule(cachePhase, found.ref, change)(vendors);
};

const cachePhase = "http_request_cache_settings";
const cacheSchema = z.looseObject({ action_parameters: z.looseObject({}) });
export const cached = (over: object) =>
  cacheRule((one) => ({
    ...one,
    action_parameters: { ...cacheSchema.parse(one).action_parameters, ...over },
  }));

export const pooler = (body: object, before: object) => async (vendors: Vendors) => {
  const path = `/v1/projects/${vendors.project}/config/database/pooler`;
  await vendors.call("supabase", "PATCH", path, body);
  return () => vendors.call("supabase", "PATCH", path, before);
};

export const sql =
  (text: string, back: string, database: "direct" | "admin" = "direct") =>
  async (vendors: Vendors) => {
    await vendors.sql(text, database);
    return () => vendors.sql(back, database);
  };

const deployments = z.object({
  result: z.object({
    deployments: z.array(z.object({ versions: z.array(z.object({ version_id: z.string() })) })),
  }),
});
const versionSchema = z.object({
  result: z.looseObject({
    id: z.string(),
    compatibility_date: z.string(),
    compatibility_flags: z.array(z.string()),
    main_module: z.string(),
    bindings: z.array(z.looseObject({ name: z.string() })),
    modules: z.array(z.looseObject({})),
  }),
});

/** Deploys a version with one changed binding. */
export const binding = (name: string, text: string) => async (vendors: Vendors) => {
  const path = `/accounts/${vendors.account}/workers/scripts/${vendors.script}/deployments`;
  const versions = `/accounts/${vendors.account}/workers/workers/${vendors.worker}/versions`;
  const list = deployments.parse(await vendors.call("cloudflare", "GET", path));
  const serving = list.result.deployments[0]?.versions[0]?.version_id ?? "";
  const { result } = versionSchema.parse(
    await vendors.call("cloudflare", "GET", `${versions}/${serving}?include=modules`),
  );
  const bindings = result.bindings.map((one) =>
    one.name === name
      ? { name, type: "plain_text", text }
      : { name: one.name, type: "inherit", version_id: serving },
  );
  const { compatibility_date, compatibility_flags, main_module, modules, exports } = result;
  const body = {
    ...{ compatibility_date, compatibility_flags, main_module, modules, bindings },
    ...defined({ exports }),
  };
  const made = versionSchema.shape.result
    .pick({ id: true })
    .parse(
      z
        .object({ result: z.unknown() })
        .parse(await vendors.call("cloudflare", "POST", versions, body)).result,
    );
  const deploy = (id: string) =>
    vendors.call("cloudflare", "POST", path, {
      strategy: "percentage",
      versions: [{ version_id: id, percentage: 100 }],
    });
  await deploy(made.id);
  return () => deploy(serving);
};

const workflowSchema = z.looseObject({ id: z.string(), name: z.string() });
type Workflow = z.output<typeof workflowSchema>;

/** Changes one alert at Sentry. */
const alert =
  (name: string, change: (workflow: Workflow) => object) => async (vendors: Vendors) => {
    const path = `/0/organizations/${vendors.organization}/workflows/`;
    const all = z.array(workflowSchema).parse(await vendors.call("sentry", "GET", path));
    const found = all.find((one) => one.name === name);
    if (found === undefined) throw new TypeError(`There is no alert ${name}.`);
    const put = (workflow: Workflow) => {
      const { enabled, triggers, actionFilters, environment, config, detectorIds } = workflow;
      return vendors.call("sentry", "PUT", `${path}${found.id}/`, {
        ...{ name, enabled, triggers, actionFilters, environment, config, detectorIds },
      });
    };
    await put({ ...found, ...change(found) });
    return () => put(found);
  };

/** Disables one alert at Sentry. */
export const alertOff = (name: string) => alert(name, () => ({ enabled: false }));

const filtersSchema = z.array(z.looseObject({}));

/** Leaves the alert on, without anybody whom it tells. */
export const alertWithoutActions = (name: string) =>
  alert(name, ({ actionFilters }) => ({
    actionFilters: filtersSchema.parse(actionFilters).map((one) => ({ ...one, actions: [] })),
  }));

/** Turns one rule of the custom firewall off. */
export const firewallOff = (ref: string) =>
  rule("http_request_firewall_custom", ref, (one) => ({ ...one, enabled: false }));

/** A firewall rule that stops every request. */
export const firewallStopsAll = rule("http_request_firewall_custom", "scanner-agents", (one) => ({
  ...one,
  expression: "true",
}));

const headersSchema = z.looseObject({ headers: z.record(z.string(), z.unknown()) });

/** The edge sets one more header on every response. */
export const responseHeader = (name: string, value: string) =>
  rule("http_response_headers_transform", "security-headers", (one) => {
    const parameters = headersSchema.parse(one.action_parameters);
    const headers = { ...parameters.headers, [name]: { operation: "set", value } };
    return { ...one, action_parameters: { ...parameters, headers } };
  });
