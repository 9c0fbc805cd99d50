import { SeaworthyError } from "@seaworthy/core/errors";
import { type BlockList, type BlocksClient, openBlocksClient } from "../../blocks/client.ts";
import { findStack } from "../../project.ts";
import { openEngine } from "../../rotate/stack/engine.ts";
import { stackEnvironment } from "../../rotate/stack/stack-environment.ts";
import { operatorTokenOf } from "../../rotate/stack/stack-state.ts";

export async function listBlocks(
  stackName: string,
  options: { readonly json?: boolean },
): Promise<void> {
  const list = await (await clientOf(stackName)).list();
  process.stdout.write(options.json ? `${JSON.stringify(list, null, 2)}\n` : renderBlocks(list));
}

export async function liftBlock(stackName: string, subject: string): Promise<void> {
  await (await clientOf(stackName)).lift(subject);
  process.stdout.write(`Lifted the block of ${subject}.\n`);
}

export async function addBlock(
  stackName: string,
  subject: string,
  { minutes }: { readonly minutes: string },
): Promise<void> {
  if (!/^[1-9]\d{0,5}$/.test(minutes))
    throw new SeaworthyError("USAGE", `--minutes takes a whole number from 1, not ${minutes}.`);
  const block = await (await clientOf(stackName)).add(subject, Number(minutes));
  process.stdout.write(`Blocked ${block.subject} until ${block.endsAt}.\n`);
}

/** The stack's app, with the current operator token. */
async function clientOf(stackName: string): Promise<BlocksClient> {
  const stack = findStack(stackName);
  const state = await openEngine(stack, stackEnvironment(stack)).readState();
  return openBlocksClient(state.manifest.app.url, operatorTokenOf(state));
}

export function renderBlocks({ blocks, total }: BlockList): string {
  if (total === 0) return "Nobody is blocked.\n";
  const width = Math.max(...blocks.map(({ subject }) => subject.length));
  const lines = blocks.map(({ subject, endsAt }) => `${subject.padEnd(width)}  until ${endsAt}\n`);
  const more = total > blocks.length ? `and ${total - blocks.length} more\n` : "";
  return lines.join("") + more;
}
