import { check, sleep } from "k6";
import exec from "k6/execution";
import http from "k6/http";

/** The workload's objectives. `seaworthy load` judges by those of the stack instead. */
export const options = {
  thresholds: { http_req_failed: ["rate<0.01"], http_req_duration: ["p(99)<1000"] },
};

/** Tokens of users, separated by commas. `seaworthy load local` supplies them. */
const tokens = __ENV.TOKENS.split(",");
const columns = [
  { name: "title", type: "text", required: true },
  { name: "rank", type: "integer", required: true, indexed: true },
];

/** A table of this virtual user, made at its first turn. */
let table;

/**
 * People who work in a table of their own: a row is added, and the first ones by rank are read. Each
 * stays under 100 creates a minute.
 */
export default function workInTable() {
  table ??= post("/rest/tables", { name: "load", columns }, "create").json("id");
  const rank = exec.vu.iterationInInstance;
  const added = post(`/rest/tables/${table}/rows`, { values: { title: "row", rank } }, "add");
  check(added, { "a row": ({ status }) => status === 201 });
  const query = { where: [["rank", ">=", 0]], order: { column: "rank" }, limit: 20 };
  const found = post(`/rest/tables/${table}/query`, query, "query");
  check(found, { "a page of rows": ({ status }) => status === 200 });
  sleep(0.8 + Math.random() * 0.4);
}

const post = (path, body, name) =>
  http.post(`${__ENV.BASE_URL}${path}`, JSON.stringify(body), {
    headers: {
      authorization: `Bearer ${tokens[exec.vu.idInTest % tokens.length]}`,
      "content-type": "application/json",
    },
    tags: { name },
  });
