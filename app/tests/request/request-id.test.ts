import { describe, expect, it } from "vitest";
import { plainApp } from "../../testing/app.ts";

describe("the request id", () => {
  it("is the client's, if valid", async () => {
    const { send, lines } = plainApp();
    const response = await send("/nothing", { headers: { "X-Request-ID": "trace_01.abc-DEF" } });
    expect(response.headers.get("x-request-id")).toBe("trace_01.abc-DEF");
    expect(lines).toContainEqual(
      expect.objectContaining({ event: "request", requestId: "trace_01.abc-DEF", status: 404 }),
    );
  });

  it.each([
    "short",
    "a".repeat(129),
    "has blank inside",
    'quote"inside',
    "ünïcode-id-here",
    "<script>alert</script>",
  ])("is generated instead of %s", async (given) => {
    const { send } = plainApp();
    const response = await send("/nothing", { headers: { "X-Request-ID": encodeURI(given) } });
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  });

  it("is Cloudflare's ray ID if no valid one was sent", async () => {
    const { send } = plainApp();
    const idFor = async (headers: Record<string, string>) =>
      (await send("/nothing", { headers })).headers.get("x-request-id");
    const ray = "7d1f0c2b3a4e5f60";
    expect(await idFor({ "cf-ray": `${ray}-FRA` })).toBe(ray);
    expect(await idFor({ "cf-ray": `${ray}-FRA`, "x-request-id": "short" })).toBe(ray);
    expect(await idFor({ "cf-ray": ray, "x-request-id": "client-id-1" })).toBe("client-id-1");
    expect(await idFor({ "cf-ray": "not a ray" })).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  });

  it("differs between two requests", async () => {
    const { send } = plainApp();
    const [one, two] = await Promise.all([send("/nothing"), send("/nothing")]);
    expect(one.headers.get("x-request-id")).not.toBe(two.headers.get("x-request-id"));
  });
});
