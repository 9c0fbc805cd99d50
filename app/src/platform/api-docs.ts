import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { ApiDocument } from "./api-document.ts";
import { renderApiPage, style } from "./api-page.ts";
import type { AppEnv } from "./app-env.ts";

const page = createRoute({
  method: "get",
  path: "/docs",
  summary: "This API, to read",
  responses: { 200: { description: "A page without scripts", content: { "text/html": { schema: z.string() } } } },
});

/** `/docs`: the API document as a page. It loads nothing, and of inline styles its own alone are allowed. */
export function apiDocsRoutes(documentOf: () => ApiDocument): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>();
  let policy: Promise<string> | undefined;
  routes.openapi(page, async (c) => {
    policy ??= stylePolicy();
    c.header("Content-Security-Policy", await policy);
    c.header("Cache-Control", "public, max-age=300");
    return c.html(String(renderApiPage(documentOf())), 200);
  });
  return routes;
}

async function stylePolicy(): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
  const source = `'sha256-${btoa(String.fromCharCode(...new Uint8Array(hash)))}'`;
  return `default-src 'none'; style-src ${source}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;
}
