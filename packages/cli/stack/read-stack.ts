import type { Environment } from "@seaworthy/core/environment";
import { findStack, type Stack } from "../project.ts";
import { openEngine } from "../rotate/stack/engine.ts";
import { stackEnvironment } from "../rotate/stack/stack-environment.ts";
import type { StackState } from "../rotate/stack/stack-state.ts";

/** A stack by its name, how its vendors are reached, and its state with all secrets. */
export interface ReadStack {
  readonly stack: Stack;
  readonly environment: Environment;
  readonly state: StackState;
}

/** Throws STACK_UNKNOWN, CLOUD_NOT_RUNNING, PULUMI_FAILED, STACK_OUTDATED. */
export async function readStack(name: string): Promise<ReadStack> {
  const stack = findStack(name);
  const environment = stackEnvironment(stack);
  const state = await openEngine(stack, environment).readState();
  return { stack, environment, state };
}
