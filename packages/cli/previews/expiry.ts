import type { Environment } from "@seaworthy/core/environment";
import { z } from "zod";
import { pulumi } from "../pulumi/run.ts";
import { stackTags } from "../rotate/stack/tags.ts";

/**
 * Marks a stack in the backend as a preview, with the time at which `seaworthy sweep` deletes it.
 * Other machines have no stack file of it.
 */
const tag = "seaworthy:preview-until";

export interface Preview {
  /** As Pulumi lists it. */
  readonly stack: string;
  readonly until: Date;
}

const timeSchema = z.iso.datetime().transform((text) => new Date(text));

/** Undefined unless the stack is a preview. Throws PULUMI_FAILED when it does not exist. */
export async function previewUntil(
  stack: string,
  environment: Environment,
): Promise<Date | undefined> {
  return timeSchema.safeParse(await stackTags(stack, environment).read(tag)).data;
}

export const keepUntil = (stack: string, until: Date, environment: Environment): Promise<void> =>
  stackTags(stack, environment).write(tag, until.toISOString());

const stacksSchema = z.array(z.object({ name: z.string() }));

/** The project's stacks in the backend. */
export async function stacksInBackend(environment: Environment): Promise<string[]> {
  const listed = await pulumi(["stack", "ls", "--json"], { environment, output: "collect" });
  return stacksSchema.parse(JSON.parse(listed)).map(({ name }) => name);
}

/** Every preview of the project in the backend. */
export async function listPreviews(environment: Environment): Promise<Preview[]> {
  const previews: Preview[] = [];
  for (const stack of await stacksInBackend(environment)) {
    const until = await previewUntil(stack, environment);
    if (until !== undefined) previews.push({ stack, until });
  }
  return previews;
}
