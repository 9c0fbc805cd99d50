import { describe, expect, it } from "vitest";
import { dnsProblem } from "./resolve-host.ts";
import { isPublicAddress, targetProblem } from "./target.ts";

describe("a target of webhooks", () => {
  it.each([
    "https://hooks.customer.com/in",
    "https://a.b.co.uk/x?y=1",
    "https://customer.com:443/",
  ])("may be %s", (url) => expect(targetProblem(url, { ownHost: "api.ship.dev" })).toBeUndefined());

  it.each([
    [
      "not_https",
      ["http://customer.com", "ftp://customer.com", "javascript:alert(1)", "file:///etc"],
    ],
    ["other_port", ["https://customer.com:8443", "https://customer.com:22/"]],
    [
      "has_credentials",
      ["https://user@customer.com", "https://u:p@customer.com", "https://a@b@c.com"],
    ],
    [
      "ip_address",
      [
        ...["https://127.0.0.1", "https://0x7f.1", "https://2130706433", "https://0177.0.0.1"],
        ...[
          "https://10.0.0.1",
          "https://169.254.169.254/latest",
          "https://8.8.8.8",
          "https://127.1",
        ],
        ...[
          "https://[::1]",
          "https://[::ffff:127.0.0.1]",
          "https://[fd00::1]",
          "https://１２７.0.0.1",
        ],
        ...["https://[::ffff:7f00:1]", "https://127.0.0.1.", "https://[2606:4700::1111]"],
      ],
    ],
    [
      "private_name",
      [
        ...["https://localhost", "https://localhost.", "https://db", "https://printer.local"],
        ...["https://metadata.google.internal", "https://router.lan", "https://x.home.arpa"],
        ...["https://me.workers.dev", "https://a.b.workers.dev.", "https://hidden.onion"],
        ...[
          "https://a.localhost",
          "https://LOCALHOST",
          "https://service.default.svc.cluster.local",
        ],
      ],
    ],
    [
      "own_zone",
      ["https://api.ship.dev", "https://ship.dev", "https://x.y.ship.dev", "https://SHIP.dev."],
    ],
    ["not_a_url", ["", "customer.com", "https://", "https://exa mple.com", "//customer.com"]],
    ["too_long", [`https://customer.com/${"a".repeat(2_100)}`]],
  ])("is refused as %s", (problem, urls) => {
    for (const url of urls)
      expect([url, targetProblem(url, { ownHost: "api.ship.dev" })]).toEqual([url, problem]);
  });

  it("is this machine only if a local stack allows it, and only by plain HTTP", () => {
    expect(targetProblem("http://127.0.0.1:1234/x", { loopback: true })).toBeUndefined();
    expect(targetProblem("http://localhost:1234/x", { loopback: true })).toBeUndefined();
    expect(targetProblem("http://10.0.0.1/x", { loopback: true })).toBe("not_https");
    expect(targetProblem("https://127.0.0.1/x", { loopback: true })).toBe("ip_address");
    expect(targetProblem("http://u:p@127.0.0.1/x", { loopback: true })).toBe("has_credentials");
  });

  it("has its own zone below a country's second-level domain", () => {
    expect(targetProblem("https://customer.co.uk", { ownHost: "ship.co.uk" })).toBeUndefined();
    expect(targetProblem("https://a.ship.co.uk", { ownHost: "api.ship.co.uk" })).toBe("own_zone");
  });
});

describe("a host name's address", () => {
  it.each(["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])("may be %s", (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ...["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"],
    ...["0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::"],
    ...["fd00::1", "fe80::1", "::ffff:10.0.0.1", "::ffff:a00:1", "64:ff9b::a00:1", "2002:a00:1::"],
    ...["::7f00:1", "0:0:0:0:0:0:a00:1", "1::1", "4000::1", "64:ff9b:1::a00:1", "fec0::1"],
    ...["3fff::1", "2001::1", "100::1", "192.88.99.1", "240.0.0.1", "::ffff:0:7f00:1"],
    ...["ff02::1", "2001:db8::1", "", "customer.com", "999.1.1.1"],
  ])("may not be %j", (address) => expect(isPublicAddress(address)).toBe(false));

  it("is refused if one of several is private, none is known, or DNS does not respond", async () => {
    expect(await dnsProblem("a.com", async () => ["8.8.8.8", "10.0.0.1"])).toBe("private_address");
    expect(await dnsProblem("a.com", async () => [])).toBe("dns_empty");
    expect(await dnsProblem("a.com", () => Promise.reject(new TypeError("no")))).toBe("dns_failed");
    expect(await dnsProblem("a.com", async () => ["8.8.8.8"])).toBeUndefined();
  });
});
