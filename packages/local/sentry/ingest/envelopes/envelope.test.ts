import {
  addItemToEnvelope,
  createAttachmentEnvelopeItem,
  createEventEnvelope,
  parseEnvelope as parseAsSdk,
  serializeEnvelope,
} from "@sentry/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEnvelope } from "./envelope.ts";

describe("parseEnvelope", () => {
  it("reads what @sentry/core writes, including attachments with line breaks", () => {
    const event = createEventEnvelope({ event_id: "0".repeat(32), message: "a\nb" });
    const attachment = createAttachmentEnvelopeItem({
      filename: "log.txt",
      data: new Uint8Array([10, 123, 10, 255]),
    });
    const bytes = Buffer.from(
      serializeEnvelope(addItemToEnvelope(event, attachment as never)) as Uint8Array,
    );
    const parsed = parseEnvelope(bytes);
    expect(parsed.headers.event_id).toBe("0".repeat(32));
    expect(parsed.items.map(({ headers }) => headers.type)).toEqual(["event", "attachment"]);
    expect(JSON.parse(String(parsed.items[0]?.payload))).toMatchObject({ message: "a\nb" });
    expect([...(parsed.items[1]?.payload ?? [])]).toEqual([10, 123, 10, 255]);
  });

  it("agrees with @sentry/core's own parser on any JSON payload, with and without lengths", () => {
    fc.assert(
      fc.property(fc.array(fc.json(), { maxLength: 4 }), fc.boolean(), (payloads, withLength) => {
        const items = payloads.map(
          (payload) =>
            `${JSON.stringify({ type: "event", ...(withLength ? { length: Buffer.byteLength(payload) } : {}) })}\n${payload}\n`,
        );
        const text = `{"sdk":{"name":"x"}}\n${items.join("")}`;
        const ours = parseEnvelope(Buffer.from(text)).items.map(({ payload }) =>
          JSON.parse(payload.toString()),
        );
        // The SDK returns a payload with a length as bytes.
        const theirs = parseAsSdk(text)[1].map(([, payload]) =>
          payload instanceof Uint8Array ? JSON.parse(Buffer.from(payload).toString()) : payload,
        );
        expect(ours).toEqual(theirs);
      }),
    );
  });

  it("throws only INPUT_INVALID", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          parseEnvelope(Buffer.from(bytes));
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: "INPUT_INVALID" });
        }
      }),
    );
  });

  it.each([
    ["an empty body", ""],
    ["an item without a type", '{}\n{"length":2}\n{}\n'],
    ["a length beyond the end", '{}\n{"type":"event","length":3}\n{}'],
    ["a length before the end of the line", '{}\n{"type":"event","length":1}\n{}\n'],
    ["a negative length", '{}\n{"type":"event","length":-1}\n{}\n'],
  ])("refuses %s", (_what, text) => {
    expect(() => parseEnvelope(Buffer.from(text))).toThrow(/invalid event envelope/);
  });
});
