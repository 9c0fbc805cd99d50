import { defined } from "@seaworthy/core/defined";
import { SeaworthyError } from "@seaworthy/core/errors";
import { z } from "zod";
import { ask } from "../worker/ask.ts";

const blockSchema = z.object({ subject: z.string(), endsAt: z.string() });
const listSchema = z.object({ blocks: z.array(blockSchema), total: z.number() });
const problemSchema = z.object({
  detail: z.string(),
  errors: z.array(z.object({ message: z.string() })).default([]),
});

export type Block = z.output<typeof blockSchema>;
export type BlockList = z.output<typeof listSchema>;

/** The blocks of a deployed app, through its operator routes. */
export interface BlocksClient {
  list(): Promise<BlockList>;
  lift(subject: string): Promise<void>;
  add(subject: string, minutes: number): Promise<Block>;
}

/** All methods throw VENDOR_REFUSED with the app's reason, and VENDOR_UNREACHABLE. */
export function openBlocksClient(appUrl: string, operatorToken: string): BlocksClient {
  const request = async (method: "GET" | "POST" | "DELETE", path: string, body?: unknown) => {
    const headers = {
      authorization: `Bearer ${operatorToken}`,
      "content-type": "application/json",
    };
    const response = await ask("The app", `${appUrl}/internal/blocks${path}`, {
      method,
      headers,
      ...defined({ body: JSON.stringify(body) }),
    });
    if (!response.ok) throw await refusal(response);
    return response.status === 204 ? undefined : ((await response.json()) as unknown);
  };
  return {
    list: async () => listSchema.parse(await request("GET", "")),
    lift: async (subject) => void (await request("DELETE", `/${encodeURIComponent(subject)}`)),
    add: async (subject, minutes) =>
      blockSchema.parse(await request("POST", "", { subject, minutes })),
  };
}

/** The edge's own error pages are not problem documents; their status is all there is. */
async function refusal(response: Response): Promise<SeaworthyError> {
  const text = await response.text();
  const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json");
  const problem = isProblem ? problemSchema.safeParse(JSON.parse(text)).data : undefined;
  const reason =
    problem?.errors.map(({ message }) => message).join("; ") ||
    problem?.detail ||
    "no reason given";
  return new SeaworthyError(
    "VENDOR_REFUSED",
    `The app rejected the request with status ${response.status}: ${reason.replace(/\.$/, "")}. No block was changed.`,
    { details: { status: response.status } },
  );
}
