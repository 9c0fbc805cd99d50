import { expect, test } from "vitest";
import { findings, planned } from "../../testing/planned.ts";
import { edgeRecordsProxied } from "../zone/edge-records-proxied.ts";
import { edgeMailAuthenticated } from "./edge-mail-authenticated.ts";
import { edgeNoDanglingRecord } from "./edge-no-dangling-record.ts";

const record = (name: string, type: string, content: string, proxied = false) =>
  planned("dnsRecord", { zoneId: "zone", name, type, content, proxied }, `${type} ${name}`);

const mail = [
  record("example.com", "MX", "mx1.provider.example"),
  record("example.com", "TXT", "v=spf1 include:_spf.provider.example -all"),
  record("s1._domainkey.example.com", "CNAME", "s1.domainkey.provider.example"),
  record("_dmarc.example.com", "TXT", "v=DMARC1; p=reject; adkim=s; aspf=r"),
  record("_x.example.com", "CNAME", "_y.acm-validations.aws"),
];

test("records made for programs stay DNS only", () => {
  expect(findings(edgeRecordsProxied, ...mail)).toEqual([]);
  const own = [
    record("example.com", "MX", "post.example.com"),
    record("post.example.com", "A", "203.0.113.4"),
  ];
  expect(findings(edgeRecordsProxied, ...own)).toEqual([]);
});

test("an origin's address is not revealed", () => {
  expect(
    findings(edgeRecordsProxied, ...mail, record("api.example.com", "A", "203.0.113.9")),
  ).toEqual(["violation A api.example.com: The A record is not proxied."]);
  expect(findings(edgeRecordsProxied, record("api.example.com", "A", "203.0.113.9", true))).toEqual(
    [],
  );
});

test("a zone with SPF, DKIM and DMARC sends only its own mail; one without mail needs none", () => {
  expect(findings(edgeMailAuthenticated, ...mail)).toEqual([]);
  expect(
    findings(edgeMailAuthenticated, record("www.example.com", "CNAME", "x.example", true)),
  ).toEqual([]);
});

test.each([
  ["TXT example.com", "v=spf1 include:_spf.provider.example ?all", "lets everyone send"],
  ["TXT example.com", "v=spf1 +all", "lets everyone send"],
  ["TXT example.com", `v=spf1 ${"include:a.example ".repeat(11)}-all`, "lookups"],
  ["TXT example.com", "verification=1", "no SPF record"],
  [
    "TXT _dmarc.example.com",
    "v=DMARC1; p=none; rua=mailto:a@example.com",
    "receivers take no action",
  ],
  ["TXT _dmarc.example.com", "v=DMARC1; p=reject; sp=none", "on subdomains"],
  ["TXT _dmarc.example.com", "v=DMARC1; p=reject; pct=10", "a share of the mail"],
])("%s = %s: %s", (name, content, said) => {
  const broken = mail.map((one) =>
    one.name === name ? { ...one, props: { ...one.props, content } } : one,
  );
  expect(findings(edgeMailAuthenticated, ...broken)).toEqual([expect.stringContaining(said)]);
});

test("without a key, or with a revoked one, nothing is signed", () => {
  const unsigned = mail.filter(({ name }) => !name.includes("_domainkey"));
  expect(findings(edgeMailAuthenticated, ...unsigned)).toEqual([
    expect.stringContaining("no DKIM key"),
  ]);
  const revoked = record("s2._domainkey.example.com", "TXT", "v=DKIM1; p=");
  expect(findings(edgeMailAuthenticated, ...unsigned, revoked)).toHaveLength(1);
});

test("a record points to a resource of this program, or to someone else's", () => {
  const pages = planned("pagesProject", { name: "shop" });
  const www = record("www.example.com", "CNAME", "shop.pages.dev", true);
  expect(findings(edgeNoDanglingRecord, www, pages)).toEqual([]);
  expect(findings(edgeNoDanglingRecord, www)).toHaveLength(1);
  expect(
    findings(edgeNoDanglingRecord, record("a.example.com", "A", "10.0.0.7", true)),
  ).toHaveLength(1);
  expect(findings(edgeNoDanglingRecord, record("a.example.com", "AAAA", "100::", true))).toEqual(
    [],
  );
});
