import { defined } from "@seaworthy/core/defined";
import createClient, { type Client } from "openapi-fetch";

export interface ApiClientOptions {
  /** The app's address, such as `https://api.example.com`. */
  readonly baseUrl: string;
  /** The signed-in user's token, asked for before each request; undefined for none. */
  readonly token?: () => string | undefined | Promise<string | undefined>;
  readonly fetch?: (request: Request) => Promise<Response>;
}

/**
 * A client whose paths, parameters, bodies and answers have the types of the API document. `Paths`
 * is generated from it: `npm run docs` writes the app's own.
 *
 * ```ts
 * const api = createApiClient<paths>({ baseUrl, token: () => session.accessToken });
 * const { data, error } = await api.GET("/rest/notes/{id}", { params: { path: { id } } });
 * ```
 */
export function createApiClient<Paths extends object>({
  baseUrl,
  token,
  fetch,
}: ApiClientOptions): Client<Paths> {
  const client = createClient<Paths>({ baseUrl, ...defined({ fetch }) });
  client.use({
    onRequest: async ({ request }) => {
      const given = await token?.();
      if (given !== undefined) request.headers.set("authorization", `Bearer ${given}`);
      return request;
    },
  });
  return client;
}
