import { startStack, type TestStack } from "../stack.ts";

/** A stack with the module `chores` alone, and the tables in which it notes what ran. */
export async function startChores(): Promise<TestStack> {
  const stack = await startStack({}, "testing/jobs/modules.ts");
  await stack.admin`create table chore_runs (kind text, key text, attempt integer)`;
  await stack.admin`create table chore_releases (key text)`;
  await stack.admin`grant select, insert on chore_runs, chore_releases to service_role`;
  return stack;
}
