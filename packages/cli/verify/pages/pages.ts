import { join } from "node:path";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { parseJson } from "@seaworthy/core/parse-json";
import { findProject } from "@seaworthy/core/project";
import { readModuleTable } from "@seaworthy/platform/bundle/entry";
import type { Module } from "@seaworthy/platform/modules/define-module";
import type { Browser, BrowserContext, ConsoleMessage, Page } from "playwright-core";
import { z } from "zod";
import { signingKey, signToken, tokenClaims } from "../../token/sign.ts";
import type { Context } from "../context.ts";
import { type Experiment, type Observation, shown, unknown } from "../experiment.ts";
import { openBrowser } from "./browser.ts";
import { type NamedCheck, pageChecks } from "./page-checks.ts";

const pageSeconds = 15;

/** A smoke test: what a person sees, through a browser, TLS, the edge and the Worker. */
export const pages: Experiment = {
  id: "pages",
  title: "A browser shows the app's pages: health, docs, and those of the modules",
  effect: "synthetic",
  policies: ["edge-people-pass"],
  seconds: 120,
  run: async (context) => {
    const browser = await openBrowser();
    if ("missing" in browser) return [unknown("Pages", browser.missing)];
    context.cleanUp(() => browser.close());
    const observations: Observation[] = [];
    for (const check of pageChecks(context.state.manifest, await modulesOf(context)))
      observations.push(await tryPage(context, browser, check));
    return observations;
  },
};

async function modulesOf({ state }: Context): Promise<readonly Module[]> {
  const { modules: table } = state.manifest.app;
  if (table === undefined) return [];
  return (await readModuleTable(join(findProject().root, table))).modules;
}

async function tryPage(
  context: Context,
  browser: Browser,
  check: NamedCheck,
): Promise<Observation> {
  const { name, status = 200, shows, creates } = check;
  const headers = creates === undefined ? {} : { authorization: `Bearer ${tokenOf(context)}` };
  const visit = await browser.newContext({
    ignoreHTTPSErrors: context.stack.isLocal,
    userAgent: "Mozilla/5.0 (seaworthy-verify)",
    extraHTTPHeaders: headers,
  });
  const declared = `${status}, "${shows}", and no error in the browser`;
  try {
    const id = creates && (await create(context, visit, creates, headers));
    const url = urlOf(context, check.path.replace("{id}", id ?? ""));
    const seen = await look(await visit.newPage(), url);
    const isShown = seen.text.includes(shows);
    const holds = seen.status === status && isShown && seen.problems.length === 0;
    const text = isShown ? `"${shows}"` : `not "${shows}"`;
    return shown(name, holds, {
      declared,
      observed: [seen.status ?? "no response", text, ...seen.problems].join(", "),
    });
  } catch (thrown) {
    return shown(name, false, { declared, observed: messageOf(thrown).split("\n", 1).join() });
  } finally {
    await visit.close();
  }
}

const tokenOf = ({ state }: Context): string =>
  signToken(signingKey(state), tokenClaims(state.manifest), { lifetimeSeconds: 300 });

const urlOf = ({ origins, stack }: Context, path: string): string =>
  new URL(path, stack.isLocal ? origins.http : origins.https).href;

const createdSchema = z.object({ id: z.string() });

/** Creates what the page shows, as its visitor, who deletes it at the end. */
async function create(
  context: Context,
  visit: BrowserContext,
  { path, body }: NonNullable<NamedCheck["creates"]>,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const url = urlOf(context, path);
  const response = await visit.request.post(url, { data: body });
  const created = createdSchema.safeParse(parseJson(await response.text()));
  if (!created.success)
    throw new SeaworthyError(
      "VENDOR_REFUSED",
      `The app answered POST ${path} with ${response.status()}.`,
    );
  const { id } = created.data;
  context.cleanUp(async () => {
    const { ok, status } = await fetch(`${url}/${id}`, { method: "DELETE", headers });
    if (!ok)
      throw new SeaworthyError(
        "VENDOR_REFUSED",
        `The app answered DELETE ${path}/${id} with ${status}.`,
      );
  });
  return id;
}

interface Seen {
  readonly status: number | undefined;
  readonly text: string;
  /** Errors of the page's scripts, styles and policies. */
  readonly problems: readonly string[];
}

async function look(page: Page, url: string): Promise<Seen> {
  const problems: string[] = [];
  page.on("pageerror", ({ message }) => problems.push(message));
  // The browser also reports a page's own status, which is compared.
  const isOwnStatus = (line: ConsoleMessage) =>
    line.location().url === url && line.text().startsWith("Failed to load resource");
  page.on("console", (line) => {
    if (line.type() === "error" && !isOwnStatus(line)) problems.push(line.text());
  });
  const timeout = pageSeconds * 1000;
  const response = await page.goto(url, { timeout });
  return {
    status: response?.status(),
    // biome-ignore lint/performance/useDomNodeTextContent: visitors do not see hidden text
    text: await page.locator("body").innerText({ timeout }),
    problems,
  };
}
