import { jsonBody } from "@seaworthy/platform/request/json-body";
import { describe, expect, it } from "vitest";
import { plainApp } from "../../testing/app.ts";

async function post(body: string, type = "application/json") {
  const { app, send } = plainApp();
  app.post("/echo", jsonBody({ maxItems: 3, maxDepth: 4 }), async (c) =>
    c.json(await c.req.json()),
  );
  const response = await send("/echo", { method: "POST", headers: { "content-type": type }, body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

describe("a JSON body", () => {
  it.each([
    "application/json",
    "application/json; charset=utf-8",
    "APPLICATION/JSON",
    "application/merge-patch+json",
  ])("may be %s", async (type) => {
    expect(await post('{"a":[1,2,3]}', type)).toEqual({ status: 200, body: { a: [1, 2, 3] } });
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
    "",
  ])("may not be %j", async (type) => {
    expect((await post("{}", type)).body).toMatchObject({
      code: "MEDIA_TYPE_UNSUPPORTED",
      status: 415,
    });
  });

  it.each(["", "{", "{'a':1}", "undefined", '{"a":1}{"b":2}'])("may not be %j", async (body) => {
    expect((await post(body)).body).toMatchObject({ code: "BODY_MALFORMED", status: 400 });
  });

  it("may be as deep as the limit and no deeper, even where parsing could overflow the stack", async () => {
    expect((await post(nested(4))).status).toBe(200);
    for (const depth of [6, 200_000])
      expect((await post(nested(depth))).body).toMatchObject({
        code: "BODY_INVALID",
        detail: expect.stringContaining("4 levels deep"),
      });
  });

  it("may have objects with as many keys as the limit, and no more", async () => {
    const keys = (count: number) =>
      `{${Array.from({ length: count }, (_, index) => `"k${index}":1`).join()}}`;
    expect((await post(keys(1_000))).status).toBe(200);
    for (const count of [1_001, 150_000]) {
      const { status, body } = await post(`{"a":${keys(count)}}`);
      expect(status).toBe(422);
      expect(body.detail).toBe("An object can have at most 1000 keys.");
    }
  });

  it("may have arrays as long as the limit, and no longer, at any depth", async () => {
    expect((await post('{"a":{"b":[1,2,3]}}')).status).toBe(200);
    expect((await post('{"a":{"b":[1,2,3,4]}}')).body).toMatchObject({ code: "BODY_INVALID" });
  });
});
