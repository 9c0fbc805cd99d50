import { type Environment, readEnvironment } from "@seaworthy/core/environment.ts";
import { requireCloud } from "../local-cloud.ts";
import { project, type Stack } from "../project.ts";
import { localEnvironment } from "../pulumi/environment.ts";

/** How a rotation reaches a stack's backend and vendors: the local cloud's, or what the person's own environment says. */
export function stackEnvironment(stack: Stack): Environment {
  return stack.isLocal ? localEnvironment(requireCloud(project.cloudDirectory)) : readEnvironment();
}
