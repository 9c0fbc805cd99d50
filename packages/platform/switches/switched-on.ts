import { createMiddleware } from "hono/factory";
import { AppError } from "../errors/errors.ts";
import type { Module } from "../modules/define-module.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { readSwitchedOff } from "./switch-store.ts";

type SwitchNames<M> = M extends { switches: infer S } ? keyof S & string : never;

/**
 * Lets requests through unless operators have switched the feature off, which needs no deployment.
 * When neither cache nor database responds, the feature is on. Throws SWITCHED_OFF.
 *
 * ```ts
 * createRoute({ …, middleware: [switchedOn(notes, "search"), signedIn] as const });
 * ```
 */
export function switchedOn<const M extends Module>(module: M, name: SwitchNames<M>) {
  const full = `${module.name}.${name}`;
  return createMiddleware<AppEnv>(async function switchedOn(c, next) {
    const off = await readSwitchedOff(c.var.services).catch((error: unknown): readonly string[] => {
      c.var.log.warn("switches.unknown", { error });
      return [];
    });
    if (off.includes(full))
      throw new AppError("SWITCHED_OFF", "This feature is switched off. Try again later.", {
        retryable: true,
        headers: { "Retry-After": "60" },
      });
    await next();
  });
}
