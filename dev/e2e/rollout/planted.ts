/**
 * A header on every response of a planted version, so that the test knows which clients it reached.
 */
export const plantedHeader = "x-planted";

export const plantedApp = "packages/platform/app/create-app.ts";

/** The file of the app whose title a good version changes. */
export const titleFile = "app/src/modules.ts";

export const plantTitle =
  (title: string) =>
  (source: string): string =>
    source.replace(/title = ".*"/, `title = "${title}"`);

/** Code of bad versions, inserted into the app's middleware of `/rest`. */
export const badVersions = {
  "5xx at 20 % of the requests": `
    if (Math.random() < 0.2) return c.text("planted", 500);
    return next();`,
  "slow answers": `
    await new Promise((resolve) => setTimeout(resolve, 800));
    return next();`,
  // Each request holds four connections of the pool, which both versions share, until the statement
  // timeout: enough even when a slow machine serves one request a second.
  "leaking database connections": `
    const { bindings } = c.env;
    if (bindings === undefined) return next();
    const waitUntil = (promise: Promise<unknown>) => c.executionCtx.waitUntil(promise);
    const { log, reportError } = c.var;
    for (let count = 0; count < 4; count++) {
      const { services } = openServices({ ...{ bindings, waitUntil, log, reportError, clock }, budgetMs: 60_000 });
      const leaked = services.database.read(anonymous, (sql) => sql\`select pg_sleep(60)\`);
      waitUntil(leaked.catch(() => undefined));
    }
    return next();`,
} as const;

export type BadVersion = keyof typeof badVersions;

const imports = `import { anonymous } from "../database/database.ts";
import { openServices } from "../request/services.ts";
`;
const place = "  app.use(methodNotAllowed({";

/** The app's source with that code inserted. */
export function plant(source: string, code: string): string {
  const middleware = `  app.use("/rest/*", async (c, next) => {
    c.header("${plantedHeader}", "1");${code}
  });
`;
  return `${imports}${source.replace(place, `${middleware}${place}`)}`;
}

/** The app without counting its responses. */
export const plantSilence = (source: string): string =>
  source.replace("    measureRequests(clock),\n", "");

export const classFiles = {
  entry: "packages/platform/bundle/entry.ts",
  exports: "packages/stack/worker/app.ts",
} as const;

/** The Worker with one Durable Object class more. */
export const plantClass: Readonly<Record<keyof typeof classFiles, (source: string) => string>> = {
  entry: (source) =>
    source.replace(
      '"export default worker.handlers;",',
      '"export class Planted {}", "export default worker.handlers;",',
    ),
  exports: (source) =>
    source.replace(
      "exports: durableObjectExports(args.modules),",
      'exports: { ...durableObjectExports(args.modules), Planted: { type: "durable-object", storage: "sqlite" } },',
    ),
};
