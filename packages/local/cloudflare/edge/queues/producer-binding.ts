import { type Request, Response, type WorkerOptions } from "miniflare";
import { z } from "zod";
import { type QueueSender, type SendProblem, sentMessage } from "./message.ts";

/** The runtime's name for the Worker behind each producer binding. */
export const producerName = "queue-producer";

const sentBody = z.strictObject({ queue: z.string(), messages: z.array(sentMessage) });

/**
 * Producers of a runtime pass their messages to the broker. Miniflare's listener
 * for that only accepts localhost.
 */
export function producerOptions(broker: QueueSender): WorkerOptions {
  return {
    name: producerName,
    modules: true,
    script: source,
    serviceBindings: {
      BROKER: async (request: Request) => {
        const { queue, messages } = sentBody.parse(await request.json());
        const problem: SendProblem | undefined = await broker.send(queue, messages);
        const said = problem ?? { metadata: { metrics: await broker.metrics(queue) } };
        return new Response(JSON.stringify(said), { status: problem?.status ?? 200 });
      },
    },
  };
}

/**
 * The Workers API's `Queue`:
 * https://developers.cloudflare.com/queues/configuration/javascript-apis/.
 */
const source = `
const toBase64 = (bytes) => {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
};
const encode = (body, contentType) => {
  if (contentType === "text") {
    if (typeof body !== "string") throw new TypeError("A text message must be a string.");
    return new TextEncoder().encode(body);
  }
  if (contentType === "bytes") {
    if (ArrayBuffer.isView(body))
      return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
    if (body instanceof ArrayBuffer) return new Uint8Array(body);
    throw new TypeError("A bytes message must be an ArrayBuffer or a view of one.");
  }
  if (contentType !== "json")
    throw new TypeError(
      "contentType " + contentType + " is not implemented by the local cloud; use json, text or bytes.",
    );
  const text = JSON.stringify(body);
  if (text === undefined) throw new TypeError("Message body cannot be serialized to JSON.");
  return new TextEncoder().encode(text);
};
const sent = (body, { contentType = "json", delaySeconds } = {}) => ({
  contentType,
  body: toBase64(encode(body, contentType)),
  delaySeconds,
});
export default function ({ BROKER, queue }) {
  const post = async (messages) => {
    const body = JSON.stringify({ queue, messages });
    const answer = await BROKER.fetch("http://localhost/", { method: "POST", body });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.message + " [code: " + said.code + "]");
    return said;
  };
  return {
    send: async (body, options) => post([sent(body, options)]),
    sendBatch: async (messages, options) =>
      post(
        [...messages].map(({ body, contentType, delaySeconds = options?.delaySeconds }) =>
          sent(body, { contentType, delaySeconds }),
        ),
      ),
    metrics: async () => (await post([])).metadata.metrics,
  };
}`;
