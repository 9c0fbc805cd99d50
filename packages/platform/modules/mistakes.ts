import { alertMistakesIn } from "../alerts/alert-mistakes.ts";
import { alertsOf } from "../alerts/alert-table.ts";
import { critical, optional } from "../bindings/platform-bindings.ts";
import { jobMistakesIn } from "../jobs/jobs-kinds.ts";
import { counters, histograms, metricsOfAll } from "../metrics/metrics-table.ts";
import { switchMistakesIn } from "../switches/switch-table.ts";
import type { Module } from "./define-module.ts";

const nameForm = /^[a-z][a-z0-9]{0,30}$/;
const bindingForm = /^[A-Z][A-Z0-9_]*$/;
const classForm = /^[A-Z]\w*$/;
const tableForm = /^[a-z][a-z0-9_]*$/;
const scopeForm = /^[a-z0-9]+:[a-z0-9:_-]+$/;

/** Errors in a table of modules, one per line. A table with errors is not bundled. */
export function mistakesIn(modules: readonly Module[]): string[] {
  return [
    ...modules.flatMap((module) => ofOne(module).map((what) => `module ${module.name}: ${what}`)),
    ...twice(
      "module",
      modules.map(({ name }) => name),
    ),
    ...twice("binding", [...platformBindings, ...modules.flatMap(bindingsOf)]),
    ...twice(
      "class",
      modules.flatMap(({ durableObjects = {} }) =>
        Object.values(durableObjects).map(({ className }) => className),
      ),
    ),
    ...twice(
      "API key scope",
      modules.flatMap(({ scopes = [] }) => scopes),
    ),
    ...twice(
      "job",
      modules.flatMap(({ jobs = {} }) => Object.keys(jobs)),
    ),
    ...twice("metric", [...platformMetrics, ...modules.flatMap(metricNames)]),
    ...alertMistakes(modules),
  ];
}

function alertMistakes(modules: readonly Module[]): string[] {
  const metrics = metricsOfAll(modules);
  return alertMistakesIn(alertsOf(modules), {
    counters: Object.keys(metrics.counters),
    histograms: Object.keys(metrics.histograms),
    gauges: Object.keys(metrics.gauges),
  });
}

const platformBindings = [...Object.keys(critical.shape), ...Object.keys(optional.shape)];
const platformMetrics = [...Object.keys(counters), ...Object.keys(histograms)];

/** Two modules may share a secret; no binding of another kind may have its name. */
function bindingsOf({ durableObjects = {}, optionalBindings = {} }: Module): string[] {
  return [...Object.keys(durableObjects), ...Object.keys(optionalBindings)];
}

function metricNames({ metrics = {} }: Module): string[] {
  const { counters = {}, histograms = {}, gauges = {} } = metrics;
  return [...Object.keys(counters), ...Object.keys(histograms), ...Object.keys(gauges)];
}

function ofOne(module: Module): string[] {
  const {
    name,
    durableObjects = {},
    secrets = {},
    scopes = [],
    schedules = {},
    seed = {},
  } = module;
  const bindings = [...bindingsOf(module), ...Object.keys(secrets)];
  const classes = Object.values(durableObjects).map(({ className }) => className);
  const crons = Object.values(schedules);
  return [
    ...refuse([name], nameForm, "is not a valid folder name: use lower-case letters and digits"),
    ...refuse(bindings, bindingForm, "is not a valid binding name, such as NOTES_KEY"),
    ...refuse(classes, classForm, "is not a valid class name"),
    ...refuse(Object.keys(seed), tableForm, "is not a valid table name"),
    ...refuse(scopes, scopeForm, "is not a valid scope, such as notes:read"),
    ...refuse(crons, /^(daily|(\S+ ){4}\S+)$/, 'is not a cron: write "daily" or five fields'),
    ...jobMistakesIn(module),
    ...switchMistakesIn(module),
    ...metricNames(module)
      .filter((metric) => !metric.startsWith(`${name}_`))
      .map((metric) => `metric ${metric} must start with ${name}_`),
    ...Object.keys(secrets)
      .filter((secret) => secret in critical.shape || secret in optional.shape)
      .map((secret) => `${secret} belongs to the platform`),
  ];
}

function refuse(names: readonly string[], form: RegExp, why: string): string[] {
  return names.filter((name) => !form.test(name)).map((name) => `"${name}" ${why}`);
}

function twice(what: string, names: readonly string[]): string[] {
  const again = names.filter((name, index) => names.indexOf(name) !== index);
  return [...new Set(again)].map((name) => `${what} ${name} is declared twice`);
}
