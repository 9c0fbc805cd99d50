import {
  type BindingReport,
  parseBindings,
  tableOfBindings,
} from "@seaworthy/platform/bindings/bindings";
import { feedBindings } from "./modules/feed/bindings.ts";

/** What workloads need beside the platform. To take one out, delete its folder and its line. */
const workloads = [feedBindings];

/** All bindings of this app, one line each. */
export const bindingTable = tableOfBindings(workloads);

/** Reads this app's `env`. Never throws. */
export function readBindings(env: unknown): BindingReport {
  return parseBindings(env, workloads);
}
