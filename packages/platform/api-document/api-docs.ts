import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { problems } from "../request/validation.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { operations } from "../runtime/operations.ts";
import type { ApiDocument } from "./api-document.ts";
import { renderApiPage, style } from "./api-page.ts";

const page = createRoute({
  method: "get",
  ...operations.docs,
  summary: "The API documentation",
  responses: {
    200: {
      description: "An HTML page without scripts",
      content: { "text/html": { schema: z.string() } },
    },
    ...problems(),
  },
});

/** `/docs`: the API document as a page. It loads nothing and allows only its own inline styles. */
export function apiDocsRoutes(documentOf: () => ApiDocument): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>();
  // An app's routes do not change: computed once per isolate, not per request.
  let policy: Promise<string> | undefined;
  let text: string | undefined;
  routes.openapi(page, async (c) => {
    policy ??= stylePolicy();
    text ??= String(renderApiPage(documentOf()));
    c.header("Content-Security-Policy", await policy);
    c.header("Cache-Control", "public, max-age=300");
    return c.html(text, 200);
  });
  return routes;
}

async function stylePolicy(): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
  const source = `'sha256-${btoa(String.fromCharCode(...new Uint8Array(hash)))}'`;
  return `default-src 'none'; style-src ${source}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;
}
