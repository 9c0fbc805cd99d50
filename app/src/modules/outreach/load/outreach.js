import { check, sleep } from "k6";
import exec from "k6/execution";
import http from "k6/http";

/** The workload's objectives. `seaworthy load` judges by those of the stack instead. */
export const options = {
  thresholds: { http_req_failed: ["rate<0.01"], "http_req_duration{name:leads}": ["p(95)<200"] },
};

/** Tokens of users, separated by commas. `seaworthy load local` supplies them. */
const tokens = __ENV.TOKENS.split(",");

/**
 * People who run campaigns: they look at their leads and campaigns, and import a few leads now and
 * then. Each stays under the 60 requests a minute of an owner.
 */
export default function runCampaigns() {
  const leads = get("/rest/leads?limit=50", "leads");
  check(leads, { "a page of leads": ({ status }) => status === 200 });
  if (Math.random() < 0.3)
    check(get("/rest/campaigns", "campaigns"), { campaigns: ({ status }) => status === 200 });
  if (Math.random() < 0.05) check(importLeads(), { "an import": ({ status }) => status === 200 });
  sleep(1.5 + Math.random());
}

const headers = () => ({ authorization: `Bearer ${tokens[exec.vu.idInTest % tokens.length]}` });

const get = (path, name) =>
  http.get(`${__ENV.BASE_URL}${path}`, { headers: headers(), tags: { name } });

function importLeads() {
  const id = `${exec.vu.idInTest}-${exec.vu.iterationInInstance}-${Date.now()}`;
  const rows = Array.from({ length: 20 }, (_, n) => `load-${id}-${n}@example.com,Load ${n}`);
  return http.post(`${__ENV.BASE_URL}/rest/leads/import`, ["email,name", ...rows].join("\n"), {
    headers: { ...headers(), "content-type": "text/csv" },
    tags: { name: "import" },
  });
}
