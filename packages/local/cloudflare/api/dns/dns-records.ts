import type { Hono } from "hono";
import { isoTime } from "../../../kernel/clock.ts";
import { readBody } from "../body.ts";
import type { DnsRecordDocument } from "../documents.ts";
import { ok, page, Refusal } from "../envelope.ts";
import { newId, zoneId } from "../ids.ts";
import type { Services } from "../services.ts";
import { type RecordBody, recordBody, recordContent } from "./dns-record-shape.ts";

/** `/zones/{zone}/dns_records`. Records are only stored: the edge serves every name in the zone. */
export function registerDnsRecords(api: Hono, services: Services): void {
  const { dnsRecords } = services.documents;
  const base = `/zones/${zoneId}/dns_records`;
  api.get(base, (context) => page(context, listed(services, context.req.query())));
  api.post(base, async (context) =>
    ok(context, save(services, await readBody(context, recordBody))),
  );
  api.get(`${base}/:record`, (context) =>
    ok(context, requireRecord(services, context.req.param("record"))),
  );
  api.put(`${base}/:record`, async (context) => {
    const known = requireRecord(services, context.req.param("record"));
    return ok(context, save(services, await readBody(context, recordBody), known));
  });
  api.patch(`${base}/:record`, async (context) => {
    const known = requireRecord(services, context.req.param("record"));
    const { type, name, content, ttl, proxied, comment } = known;
    const changed = recordBody.parse({
      ...{ type, name, content, ttl, proxied, comment },
      ...(await readBody(context, recordBody.partial())),
    });
    return ok(context, save(services, changed, known));
  });
  api.delete(`${base}/:record`, (context) => {
    const { id } = requireRecord(services, context.req.param("record"));
    dnsRecords.delete(id);
    return ok(context, { id });
  });
}

const filters = {
  type: (record, value) => record.type === value,
  name: (record, value) => record.name === value.toLowerCase(),
  "name.exact": (record, value) => record.name === value.toLowerCase(),
  content: (record, value) => record.content === value,
  "content.exact": (record, value) => record.content === value,
  proxied: (record, value) => String(record.proxied) === value,
} satisfies Record<string, (record: DnsRecordDocument, value: string) => boolean>;

/** Throws for an unsupported filter; ignoring it would match too many records. */
function listed({ documents }: Services, query: Readonly<Record<string, string>>) {
  const { page: _, per_page: __, ...wanted } = query;
  const checks = Object.entries(wanted).map(([name, value]) => {
    const filter = Object.entries(filters).find(([known]) => known === name)?.[1];
    if (filter !== undefined) return (record: DnsRecordDocument) => filter(record, value);
    throw new Refusal(501, {
      code: 7000,
      message: `The filter ${name} of DNS records is not implemented by the local cloud.`,
    });
  });
  return documents.dnsRecords.list().filter((record) => checks.every((check) => check(record)));
}

function save(
  { documents: { dnsRecords }, clock }: Services,
  body: RecordBody,
  known?: DnsRecordDocument,
): DnsRecordDocument {
  const record = recordContent(body);
  checkNeighbours(
    record,
    dnsRecords.list().filter(({ id }) => id !== known?.id),
  );
  const now = isoTime(clock);
  const document: DnsRecordDocument = {
    ...record,
    id: known?.id ?? newId(),
    proxiable: record.type !== "TXT",
    comment: body.comment ?? null,
    tags: [],
    settings: {},
    meta: {},
    created_on: known?.created_on ?? now,
    modified_on: now,
  };
  dnsRecords.put(document.id, document);
  return document;
}

type Content = ReturnType<typeof recordContent>;

const addresses: ReadonlySet<string> = new Set(["A", "AAAA"]);

/** Rejects duplicates, and a CNAME beside other records of its name. */
function checkNeighbours(record: Content, others: readonly DnsRecordDocument[]): void {
  const neighbours = others.filter(({ name }) => name === record.name);
  if (neighbours.some(({ type, content }) => type === record.type && content === record.content))
    throw new Refusal(400, { code: 81058, message: "An identical record already exists." });
  const excluded = neighbours.some(
    ({ type }) =>
      (record.type === "CNAME" && (addresses.has(type) || type === "CNAME")) ||
      (type === "CNAME" && addresses.has(record.type)),
  );
  if (excluded)
    throw new Refusal(400, {
      code: 81053,
      message: "An A, AAAA, or CNAME record with that host already exists.",
    });
}

function requireRecord({ documents }: Services, id: string): DnsRecordDocument {
  const found = documents.dnsRecords.get(id);
  if (found) return found;
  throw new Refusal(404, { code: 81044, message: "Record does not exist." });
}
