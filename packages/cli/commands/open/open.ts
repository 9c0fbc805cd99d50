import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { requireCloud } from "../../local-cloud.ts";
import { openBrowser } from "../../open/browser.ts";
import { localPlaces, type Places, vendorPlaces } from "../../open/places.ts";
import { findStack, type Stack } from "../../project.ts";
import { stackOutputs } from "../../pulumi/stack.ts";
import { readLocalManifest } from "../../stack/local-manifest.ts";
import { readManifest } from "../../stack/manifest.ts";

export interface OpenOptions {
  readonly print?: boolean;
}

/** Prints only the URL to standard output. */
export async function open(name: string, place: string, { print }: OpenOptions): Promise<void> {
  const places = await placesOf(findStack(name));
  const address = places[place];
  if (address === undefined)
    throw new SeaworthyError(
      "USAGE",
      `Stack ${name} has no ${place}. It has: ${Object.keys(places).join(", ")}.`,
    );
  process.stdout.write(`${address}\n`);
  if (print || !process.stdout.isTTY) return;
  await openBrowser(address);
}

async function placesOf(stack: Stack): Promise<Places> {
  if (!stack.isLocal)
    return vendorPlaces(readManifest(await stackOutputs(stack, {}, false), stack.name));
  const { controlUrl } = requireCloud(findProject().cloudDirectory);
  const manifest = readLocalManifest();
  if (manifest) return localPlaces(manifest.app.url, controlUrl);
  throw new SeaworthyError("STACK_OUTDATED", 'Run "npx seaworthy up local" first.');
}
