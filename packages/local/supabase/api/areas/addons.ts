import { SeaworthyError } from "@seaworthy/core/errors";
import { z } from "zod";
import { readBody } from "../answers.ts";
import { effectiveSettings, type Project } from "../project.ts";
import type { Projects } from "../projects.ts";
import { instanceSizes } from "../regions.ts";
import type { Area } from "./area.ts";

/** The smallest sizes are included in every plan and are not add-ons. */
const included: readonly string[] = ["pico", "nano"];
const sizes = instanceSizes.filter((size) => !included.includes(size));
const variants = sizes.map((size) => `ci_${size}`);

const applyBody = z.strictObject({
  addon_type: z.enum([
    "custom_domain",
    "compute_instance",
    "pitr",
    "ipv4",
    "auth_mfa_phone",
    "auth_mfa_web_authn",
    "log_drain",
    "etl_pipeline",
  ]),
  addon_variant: z.string(),
});

/** A project's compute size, which Supabase sells as an add-on. */
export const addonsArea: Area = {
  parity: [
    { what: "GET /v1/projects/{ref}/billing/addons", level: "enforced", note: "nothing is billed" },
    {
      what: "PATCH /v1/projects/{ref}/billing/addons compute_instance",
      level: "enforced",
      note: "max_connections, shared_buffers (at most a sixteenth of this machine's memory), effective_cache_size and maintenance_work_mem follow the size, with a restart while the pooler holds its clients back; the number of CPUs does not change",
    },
    { what: "DELETE /v1/projects/{ref}/billing/addons/{ci_*}", level: "enforced" },
    { what: "PATCH /v1/projects/{ref}/billing/addons: every other add-on", level: "refused" },
  ],
  mount: (app, projects) => {
    const path = "/v1/projects/:ref/billing/addons";
    app.get(path, (context) => context.json(addons(projects.get(context.req.param("ref")))));
    app.patch(path, async (context) => {
      const { ref } = projects.get(context.req.param("ref"));
      const asked = await readBody(context, applyBody);
      if (asked.addon_type !== "compute_instance")
        throw new SeaworthyError(
          "UNSUPPORTED",
          `The local cloud does not implement the add-on ${asked.addon_type}`,
        );
      await resize(projects, ref, sizeOf(asked.addon_variant));
      return context.body(null, 200);
    });
    app.delete(`${path}/:variant`, async (context) => {
      const { ref, instanceSize } = projects.get(context.req.param("ref"));
      const variant = context.req.param("variant");
      if (instanceSize !== sizeOf(variant))
        throw new SeaworthyError("VENDOR_NOT_FOUND", `Add-on ${variant} is not selected`);
      await resize(projects, ref, null);
      return context.body(null, 200);
    });
  },
};

function sizeOf(variant: string): string {
  const size = sizes[variants.indexOf(variant)];
  if (size !== undefined) return size;
  throw new SeaworthyError(
    "INPUT_INVALID",
    `addon_variant: Invalid option: expected one of ${variants.join("|")}`,
  );
}

async function resize(projects: Projects, ref: string, size: string | null): Promise<void> {
  const before = effectiveSettings(projects.get(ref));
  await projects.change(
    ref,
    (project) => ({ ...project, instanceSize: size }),
    ({ project, database }) =>
      database.applySettings({
        before,
        after: effectiveSettings(project),
        isTlsRequired: project.sslEnforced,
        mayRestart: true,
      }),
  );
}

function addons({ instanceSize: size }: Project) {
  const shown = (name: string) => ({ id: `ci_${name}`, name, price });
  const available = [
    { type: "compute_instance", name: "Compute instance", variants: sizes.map(shown) },
  ];
  const selected =
    size === null || included.includes(size)
      ? []
      : [{ type: "compute_instance", variant: shown(size) }];
  return { selected_addons: selected, available_addons: available };
}

const price = {
  description: "Runs on this machine",
  type: "usage",
  interval: "hourly",
  amount: 0,
};
