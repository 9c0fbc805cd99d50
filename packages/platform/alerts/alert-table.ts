import type { Module } from "../modules/define-module.ts";
import type { ModuleWorker } from "../modules/define-worker.ts";
import type { Alerts } from "./alert.ts";
import type { AlertTable } from "./evaluate-alerts.ts";
import { platformAlerts } from "./platform-alerts.ts";

/** The platform's alerts, then those of modules as `<module>.<name>`. */
export function alertsOf(modules: readonly Module[]): Alerts {
  const own = modules.flatMap(({ name, alerts = {} }) =>
    Object.entries(alerts).map(([alert, data]) => [`${name}.${alert}`, data] as const),
  );
  return { ...platformAlerts, ...Object.fromEntries(own) };
}

export function alertTableOf(modules: readonly ModuleWorker[]): AlertTable {
  const probes = modules.flatMap(({ module, probes: own }) =>
    Object.entries(own).map(([alert, probe]) => [`${module.name}.${alert}`, probe] as const),
  );
  return {
    alerts: alertsOf(modules.map(({ module }) => module)),
    probes: Object.fromEntries(probes),
  };
}
