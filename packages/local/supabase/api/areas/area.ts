import type { Hono } from "hono";
import type { CloudContext } from "../../../kernel/context.ts";
import type { ParityRow } from "../../../kernel/vendor.ts";
import type { Projects } from "../projects.ts";

/** A part of the Management API: its calls, and how the local cloud treats each. */
export interface Area {
  readonly parity: readonly ParityRow[];
  mount(app: Hono, projects: Projects, context: CloudContext): void;
}
