import { type Environment, readEnvironment } from "@seaworthy/core/environment";
import { findProject } from "@seaworthy/core/project";
import { requireCloud } from "../../local-cloud.ts";
import type { Stack } from "../../project.ts";
import { localEnvironment } from "../../pulumi/environment.ts";

/**
 * How a rotation reaches a stack's backend and vendors: through the local cloud, or the operator's
 * own environment.
 */
export function stackEnvironment(stack: Stack): Environment {
  const own = readEnvironment();
  return stack.isLocal
    ? { ...thirdParties(own), ...localEnvironment(requireCloud(findProject().cloudDirectory)) }
    : own;
}

/**
 * The local cloud does not include third parties: their keys are tried at the real URL, or at the
 * one in the operator's environment.
 */
function thirdParties(own: Environment): Environment {
  return Object.fromEntries(
    Object.entries(own).filter(([name]) => name.startsWith("SEAWORTHY_PROBE_")),
  );
}
