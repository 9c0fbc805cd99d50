import { alertsOf } from "@seaworthy/platform/alerts/alert-table";
import type { Module } from "@seaworthy/platform/modules/define-module";
import { z } from "zod";

/** A threshold this high disables the alert. */
const most = 1_000_000_000_000;

/** Thresholds that override the alerts' defaults, by the names that `/internal/alerts` shows. */
export const alertsSchema = (modules: readonly Module[]) =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(alertsOf(modules)).map(([name, { description, above, below }]) => [
        name,
        z
          .number()
          .min(0)
          .max(most)
          .optional()
          .describe(`${description} Default ${above ?? below}`),
      ]),
    ),
  );
