import type { Environment } from "@seaworthy/core/environment";
import { findProject } from "@seaworthy/core/project";
import { environmentOf } from "@seaworthy/readiness/plan/environment";
import type { PlannedResource } from "@seaworthy/readiness/plan/resource";
import { understand } from "@seaworthy/readiness/plan/translate/translate";
import type { Environment as Kind } from "@seaworthy/readiness/rules/rule";
import type { AppFacts } from "@seaworthy/readiness/samples/routes";
import { readAppFacts } from "../check/app-facts.ts";
import { readStackFile } from "../check/preview/stack-file.ts";
import type { Stack } from "../project.ts";
import { openEngine } from "../rotate/stack/engine.ts";
import { stackEnvironment } from "../rotate/stack/stack-environment.ts";
import type { StackState, StateResource } from "../rotate/stack/stack-state.ts";
import { readLocalStatus } from "../status/local.ts";

/** The running stack under test. */
export interface Target {
  readonly stack: Stack;
  readonly kind: Kind;
  readonly state: StackState;
  /** The resources of the last `up`, as policies read them. */
  readonly resources: readonly PlannedResource[];
  /** The app's facts; none for a program that does not provide them. */
  readonly app: AppFacts | undefined;
  /** How the vendors' APIs are reached. */
  readonly environment: Environment;
  /** Where the app is served, without and with TLS. */
  readonly origins: { readonly http: URL; readonly https: URL };
}

/** Throws like reading a stack's state: STACK_UNKNOWN, STACK_OUTDATED, CLOUD_NOT_RUNNING. */
export async function openTarget(stack: Stack): Promise<Target> {
  const environment = stackEnvironment(stack);
  const state = await openEngine(stack, environment).readState();
  const { root, stackFile } = findProject();
  const { config } = readStackFile(stackFile(stack.name));
  return {
    stack,
    kind: environmentOf(config, stack.name),
    state,
    resources: understand(state.resources().map(asPlanned)),
    app: (await readAppFacts(root)).app,
    environment,
    origins: await originsOf(stack, state.manifest.app.url),
  };
}

/** Inputs are what the program declares; outputs would be what a vendor made of it. */
function asPlanned(one: StateResource): PlannedResource {
  const { type, urn, inputs, secretPaths, dependencies, propertyDependencies } = one;
  const isStack = type === "pulumi:pulumi:Stack";
  return {
    ...{ type, urn, secretPaths, dependencies, propertyDependencies },
    name: urn.split("::").at(-1) ?? urn,
    props: (isStack ? one.outputs : inputs) as PlannedResource["props"],
    isComponent: one.id === "" || type.startsWith("pulumi:providers:"),
    options: { protect: one.protect, retainOnDelete: one.retainOnDelete },
  };
}

async function originsOf({ isLocal }: Stack, url: string): Promise<Target["origins"]> {
  if (isLocal) {
    const { edge } = await readLocalStatus(false);
    return { http: new URL(edge.http), https: new URL(edge.https) };
  }
  const { host } = new URL(url);
  return { http: new URL(`http://${host}`), https: new URL(`https://${host}`) };
}
