import { type Environment, readEnvironment } from "@seaworthy/core/environment";
import { findProject } from "@seaworthy/core/project";
import { requireCloud } from "../../local-cloud.ts";
import type { Stack } from "../../project.ts";
import { localEnvironment } from "../../pulumi/environment.ts";

/**
 * How a rotation reaches a stack's backend and vendors: the local cloud's, or what the person's own
 * environment says.
 */
export function stackEnvironment(stack: Stack): Environment {
  const own = readEnvironment();
  return stack.isLocal
    ? { ...thirdParties(own), ...localEnvironment(requireCloud(findProject().cloudDirectory)) }
    : own;
}

/**
 * The local cloud has none of these: keys of theirs are tried at their own address, or at the one
 * that the person says.
 */
function thirdParties(own: Environment): Environment {
  return Object.fromEntries(
    Object.entries(own).filter(([name]) => name.startsWith("SEAWORTHY_PROBE_")),
  );
}
