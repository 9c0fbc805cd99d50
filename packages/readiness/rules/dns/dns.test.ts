import { expect, test } from "vitest";
import type { PlannedObject } from "../../plan/value.ts";
import { findings, findingsWith, planned } from "../../testing/planned.ts";
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

test.each([
  ["news.example.com", "v=spf1 +all", "lets everyone send"],
  ["news.example.com", "v=spf1 ip4:0.0.0.0/0 -all", "a range of addresses"],
  ["news.example.com", "v=spf1 a/0 -all", "a range of addresses"],
  ["_dmarc.news.example.com", "v=DMARC1; p=none", "receivers take no action"],
  ["_dmarc.news.example.com", "p=reject; v=DMARC1", "does not begin with"],
  ["s2._domainkey.example.com", "v=DKIM1; k=rsa; t=y; p=MIGfMA0GCSqGSIb3", "testing mode"],
  ["s2._domainkey.example.com", "v=DKIM1; p=MFwwDQYJKoZIhvcNAQEBBQAD", "fewer than 1,024 bits"],
])("a further record %s = %s: %s", (name, content, said) => {
  expect(findings(edgeMailAuthenticated, ...mail, record(name, "TXT", content))).toEqual([
    expect.stringContaining(said),
  ]);
});

test.each([
  ["news.example.com", "v=spf1 include:_spf.provider.example -all"],
  ["_dmarc.news.example.com", "v=DMARC1; p=quarantine"],
  ["s2._domainkey.example.com", "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMl"],
  ["default._bimi.example.com", "v=BIMI1; l=https://www.example.com/l.svg"],
])("a further record %s = %s is right", (name, content) => {
  expect(findings(edgeMailAuthenticated, ...mail, record(name, "TXT", content))).toEqual([]);
});

test("a policy of a subdomain is judged alone, and names may be relative to the zone", () => {
  const none = "v=DMARC1; p=none";
  const judged = (...records: Parameters<typeof record>[]) =>
    findings(edgeMailAuthenticated, ...records.map((one) => record(...one)));
  expect(judged(["_dmarc.news.example.com", "TXT", none])).toHaveLength(1);
  expect(judged(["_dmarc", "TXT", none])).toHaveLength(1);
  const [mx, spf] = [mail[0]?.props.content, "v=spf1 include:_spf.provider.example -all"];
  const policy = "v=DMARC1; p=reject";
  expect(
    judged(
      ["@", "MX", String(mx)],
      ["@", "TXT", spf],
      ["_dmarc", "TXT", policy],
      ["s1._domainkey", "CNAME", "s1.domainkey.provider.example"],
    ),
  ).toEqual([]);
  expect(
    judged(
      ["example.co.uk", "MX", String(mx)],
      ["example.co.uk", "TXT", spf],
      ["_dmarc", "TXT", policy],
      ["s1._domainkey.example.co.uk", "CNAME", "s1.domainkey.provider.example"],
    ),
  ).toEqual([]);
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

test.each([
  "acme-cdn.s3-website.eu-central-1.amazonaws.com",
  "acme-cdn.s3-website-us-east-1.amazonaws.com",
  "files.example.com.s3.amazonaws.com",
  "acme-cdn.s3.eu-central-1.amazonaws.com",
  "acme-cdn.s3-eu-west-1.amazonaws.com.",
  "acme.s3.dualstack.eu-west-1.amazonaws.com",
  "acme-app.herokuapp.com",
  "acme.github.io",
  "acme-shop.netlify.app",
  "acme.vercel.app",
  "acme.azurewebsites.net",
  "acme.westeurope.cloudapp.azure.com",
  "acmefiles.blob.core.windows.net",
  "acmefiles.z6.web.core.windows.net",
  "acme.trafficmanager.net",
  "acme.eu-west-1.elasticbeanstalk.com",
  "acme.web.app",
  "acme.fly.dev",
  "acme.onrender.com",
  "preview.acme-shop.pages.dev",
  "Api.Acme.workers.dev",
])("nobody holds %s", (target) => {
  expect(findings(edgeNoDanglingRecord, record("cdn.example.com", "CNAME", target))).toHaveLength(
    1,
  );
});

test.each([
  "s1.domainkey.acmemail.net",
  "_y.acm-validations.aws",
  "origin.acme-hosting.net",
  "d111111abcdef8.cloudfront.net",
  "acme-lb-1234567890.eu-central-1.elb.amazonaws.com",
  "ghs.googlehosted.com",
  "cname.vercel-dns.com",
  "api.example.com",
  "abcdefghijklmnopqrst.supabase.co",
])("a record may point to %s, which nobody else can register", (target) => {
  expect(findings(edgeNoDanglingRecord, record("cdn.example.com", "CNAME", target))).toEqual([]);
});

test("a name is held by a resource of its service, by a profile, or by an output", () => {
  const target = "acme-cdn.s3-website.eu-central-1.amazonaws.com";
  const cdn = record("cdn.example.com", "CNAME", target);
  const of = (type: string, props: PlannedObject) => ({ ...planned("worker", props), type });
  const bucket = of("aws:s3/bucketV2:BucketV2", { bucket: "acme-cdn" });
  expect(findings(edgeNoDanglingRecord, cdn, bucket)).toEqual([]);
  const other = of("aws:s3/bucket:Bucket", { bucket: "acme-other" });
  const queue = of("gcp:storage/bucket:Bucket", { name: "acme-cdn" });
  expect(findings(edgeNoDanglingRecord, cdn, other, queue)).toHaveLength(1);
  const settings = { held: [target] };
  expect(findingsWith({ settings }, edgeNoDanglingRecord, cdn)).toEqual([]);
  const derived = { ...cdn, propertyDependencies: { content: [bucket.urn] } };
  expect(findings(edgeNoDanglingRecord, derived)).toEqual([]);
});
