import { configurationOf } from "@seaworthy/platform/modules/own";
import type { AppContext } from "@seaworthy/platform/runtime/app-env";
import { contentOf } from "@seaworthy/platform/webhooks/webhook-content";
import { z } from "zod";
import { calls } from "./module.ts";
import { answerTools, toolCallsSchema } from "./tools.ts";

const typed = z.object({ message: z.object({ type: z.string() }).loose() });

/** Responds to the four event types that Vapi waits for; undefined for all others. */
export async function answerVapi(c: AppContext, text: string): Promise<Response | undefined> {
  const body = jsonOf(text);
  const { assistantId, transferNumber } = configurationOf(calls, c.var.bindings);
  switch (typed.safeParse(body).data?.message.type) {
    case "tool-calls": {
      const parsed = toolCallsSchema.safeParse(body);
      return c.json({ results: parsed.success ? await answerTools(c, parsed.data) : [] });
    }
    case "assistant-request":
      return c.json(
        assistantId === undefined ? { error: "We cannot take calls right now." } : { assistantId },
      );
    case "transfer-destination-request":
      return c.json(
        transferNumber === undefined
          ? { error: "Nobody can be reached right now." }
          : { destination: { type: "number", number: transferNumber } },
      );
    case "knowledge-base-request":
      return c.json({ documents: [] });
    default:
      return undefined;
  }
}

function jsonOf(text: string): unknown {
  try {
    return contentOf(text);
  } catch {
    return undefined;
  }
}
