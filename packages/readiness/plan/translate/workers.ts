import type { PlannedResource } from "../resource.ts";
import { isObject, isUnknown, objectsIn, type PlannedValue, valueAt } from "../value.ts";
import {
  as,
  entriesOf,
  type SourceBinding,
  type Translation,
  withBindings,
} from "./translation.ts";

/** Binding lists of @pulumi/cloudflare 5, and the type that version 6 gives each. */
const listsOfVersion5: Readonly<Record<string, string>> = {
  plainTextBindings: "plain_text",
  secretTextBindings: "secret_text",
  kvNamespaceBindings: "kv_namespace",
  r2BucketBindings: "r2_bucket",
  d1DatabaseBindings: "d1",
  queueBindings: "queue",
  serviceBindings: "service",
  hyperdriveConfigBindings: "hyperdrive",
};

function scriptBindings({ props }: PlannedResource): SourceBinding[] {
  const current = objectsIn(props.bindings).map(
    (binding, index): SourceBinding => ({
      path: `bindings[${index}].text`,
      binding,
    }),
  );
  const former = Object.entries(listsOfVersion5).flatMap(([list, type]) =>
    objectsIn(props[list]).map(
      (binding, index): SourceBinding => ({
        path: `${list}[${index}].text`,
        binding: { name: binding.name ?? binding.binding, ...binding, type },
      }),
    ),
  );
  return [...current, ...former];
}

const scripts: Translation = {
  kind: "workersScript",
  types: [
    "cloudflare:index/workersScript:WorkersScript",
    "cloudflare:index/workerScript:WorkerScript",
  ],
  read: (resource) => {
    if (isUnknown(resource.props.bindings)) return [as("workersScript", resource)];
    const names = resource.props.scriptName === undefined ? { name: "scriptName" } : {};
    return [withBindings("workersScript", resource, scriptBindings(resource), names)];
  },
};

/** Variables of Pages: `envVars` in version 6, two maps in version 5. */
const pagesBindings = (resource: PlannedResource): SourceBinding[] =>
  ["production", "preview"].flatMap((deployment) => bindingsOfPages(resource, deployment));

function bindingsOfPages({ props }: PlannedResource, deployment: string): SourceBinding[] {
  const at = (key: string) => valueAt(props, "deploymentConfigs", deployment, key);
  const path = (map: string, name: string) => `deploymentConfigs.${deployment}.${map}.${name}`;
  const current = entriesOf(at("envVars")).map(
    ([name, one]): SourceBinding => ({
      path: `${path("envVars", name)}.value`,
      binding: isObject(one)
        ? { name, type: one.type, text: one.value }
        : { name, type: "plain_text", text: one },
    }),
  );
  const former = (map: string, type: string) =>
    entriesOf(at(map)).map(
      ([name, text]): SourceBinding => ({
        path: path(map, name),
        binding: { name, type, text },
      }),
    );
  return [
    ...current,
    ...former("environmentVariables", "plain_text"),
    ...former("secrets", "secret_text"),
  ];
}

const pages: Translation = {
  kind: "pagesProject",
  types: ["cloudflare:index/pagesProject:PagesProject"],
  read: (resource) => [withBindings("pagesProject", resource, pagesBindings(resource))],
};

const routes: Translation = {
  kind: "route",
  types: ["cloudflare:index/workersRoute:WorkersRoute", "cloudflare:index/workerRoute:WorkerRoute"],
  read: (resource) => [
    as("route", resource, resource.props.script === undefined ? { scriptName: "script" } : {}),
  ],
};

const customDomains: Translation = {
  kind: "customDomain",
  types: [
    "cloudflare:index/workersDomain:WorkersDomain",
    "cloudflare:index/workerDomain:WorkerDomain",
  ],
  read: (resource) => [as("customDomain", resource)],
};

const crons: Translation = {
  kind: "cronTrigger",
  types: [
    "cloudflare:index/workersCronTrigger:WorkersCronTrigger",
    "cloudflare:index/workerCronTrigger:WorkerCronTrigger",
  ],
  // Version 5 lists the texts alone.
  read: (resource) => {
    const { schedules } = resource.props;
    if (!Array.isArray(schedules)) return [as("cronTrigger", resource)];
    const listed = schedules.map((one: PlannedValue) =>
      typeof one === "string" ? { cron: one } : one,
    );
    return [as("cronTrigger", resource, {}, { schedules: listed })];
  },
};

export const workersTranslations = [scripts, pages, routes, customDomains, crons];
