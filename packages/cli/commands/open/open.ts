import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { consoleLink, requireCloud } from "../../local-cloud.ts";
import { openBrowser } from "../../open/browser.ts";
import { localPlaces, type Places, vendorPlaces } from "../../open/places.ts";
import { findStack, type Stack } from "../../project.ts";
import { stackOutputs } from "../../pulumi/stack.ts";
import { readLocalManifest } from "../../stack/local-manifest.ts";
import { readManifest } from "../../stack/manifest.ts";

export interface OpenOptions {
  readonly print?: boolean;
}

/** Prints only the URL to standard output; that of the local console is good once. */
export async function open(name: string, place: string, { print }: OpenOptions): Promise<void> {
  const places = await placesOf(findStack(name));
  const found = places[place];
  if (found === undefined)
    throw new SeaworthyError(
      "USAGE",
      `Stack ${name} has no ${place}. It has: ${Object.keys(places).join(", ")}.`,
    );
  const address = isConsole(found) ? await consoleLink(cloudOf(), found) : found;
  process.stdout.write(`${address}\n`);
  if (print || !process.stdout.isTTY) return;
  await openBrowser(address);
}

const cloudOf = () => requireCloud(findProject().cloudDirectory);
const isConsole = (address: string): boolean => new URL(address).pathname === "/console";

async function placesOf(stack: Stack): Promise<Places> {
  if (!stack.isLocal)
    return vendorPlaces(readManifest(await stackOutputs(stack, {}, false), stack.name));
  const { controlUrl } = cloudOf();
  const manifest = readLocalManifest();
  if (manifest) return localPlaces(manifest.app.url, controlUrl);
  throw new SeaworthyError("STACK_OUTDATED", 'Run "npx seaworthy up local" first.');
}
