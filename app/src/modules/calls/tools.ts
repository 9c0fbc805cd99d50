import { type Sql, service } from "@seaworthy/platform/database/database";
import { AppError } from "@seaworthy/platform/errors/errors";
import { within } from "@seaworthy/platform/request/time-limit";
import type { AppContext } from "@seaworthy/platform/runtime/app-env";
import { contentOf } from "@seaworthy/platform/webhooks/webhook-content";
import { z } from "zod";

/** Vapi times out a tool call after 20 seconds; callers notice the silence much earlier. */
const answerWithinMs = 6_000;
const cannedAnswer = "This is taking a moment. I will get back to you about it.";

const mostTools = 20;
export const toolCallsSchema = z.object({
  message: z.object({
    type: z.literal("tool-calls"),
    call: z.object({ id: z.string().min(1).max(200) }).loose(),
    toolCallList: z
      .array(
        z.object({
          id: z.string().min(1).max(200),
          name: z.string().max(100).optional(),
          arguments: z.unknown(),
          function: z.object({ name: z.string().max(100), arguments: z.unknown() }).optional(),
        }),
      )
      .max(mostTools),
  }),
});

/** The tools an assistant can call; each runs in the transaction that stores its result. */
const tools: Readonly<Record<string, (sql: Sql, given: unknown) => Promise<string>>> = {
  request_callback: async (_sql, given) => {
    const { number } = z.object({ number: z.string().max(30) }).parse(given);
    return `Noted. We will call ${number} back.`;
  },
};

export interface ToolResult {
  readonly toolCallId: string;
  readonly result: string;
}

/** Answers each tool call in time; a repeated call runs once. */
export function answerTools(
  c: AppContext,
  { message }: z.output<typeof toolCallsSchema>,
): Promise<ToolResult[]> {
  return Promise.all(
    message.toolCallList.map(async (tool) => {
      const name = tool.name ?? tool.function?.name ?? "";
      const given = argumentsOf(tool.arguments ?? tool.function?.arguments);
      const work = runOnce(c, message.call.id, { id: tool.id, name, given });
      // Keeps running after a canned reply, so that its result is stored.
      c.var.services.background.keep(work);
      const late = () => new AppError("UPSTREAM_TIMEOUT", cannedAnswer);
      const result = await within(answerWithinMs, work, late).catch(() => cannedAnswer);
      return { toolCallId: tool.id, result };
    }),
  );
}

/** Some models send the arguments as a JSON string. */
function argumentsOf(given: unknown): unknown {
  if (typeof given !== "string") return given ?? {};
  try {
    return contentOf(given);
  } catch {
    return { text: given };
  }
}

function runOnce(
  c: AppContext,
  callId: string,
  { id, name, given }: { id: string; name: string; given: unknown },
): Promise<string> {
  return c.var.services.database.as(
    service,
    async (sql) => {
      const started = await sql`
        insert into public.tool_calls (vendor, vendor_tool_call_id, vendor_call_id, name, arguments)
        values ('vapi', ${id}, ${callId}, ${name}, ${JSON.stringify(given)}::text::jsonb)
        on conflict do nothing returning 1`;
      if (started.length === 0) return resultOf(sql, id);
      const result = (await tools[name]?.(sql, given)) ?? `Unknown tool ${name}.`;
      await sql`
        update public.tool_calls set result = ${result}, done_at = now()
        where vendor = 'vapi' and vendor_tool_call_id = ${id}`;
      return result;
    },
    { idempotent: true },
  );
}

async function resultOf(sql: Sql, id: string): Promise<string> {
  const [row] = await sql<{ result: string | null }[]>`
    select result from public.tool_calls where vendor = 'vapi' and vendor_tool_call_id = ${id}`;
  return row?.result ?? cannedAnswer;
}
