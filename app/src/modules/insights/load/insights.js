import { check, sleep } from "k6";
import http from "k6/http";

/** The workload's objectives. `seaworthy load` judges by those of the stack instead. */
export const options = {
  thresholds: { http_req_failed: ["rate<0.01"], http_req_duration: ["p(95)<500"] },
};

/**
 * Readers of insights: the list, which is cached, and at times one of it. Each stays under 100 lists
 * a minute, as a visitor does.
 */
export default function readInsights() {
  const list = get("/rest/insights?limit=20", "list");
  const isRead = check(list, { "a list": ({ status }) => status === 200 });
  const [first] = isRead ? list.json("insights") : [];
  if (first !== undefined && Math.random() < 0.3)
    check(get(`/rest/insights/${first.id}`, "one"), {
      "an insight": ({ status }) => status === 200,
    });
  sleep(0.8 + Math.random() * 0.4);
}

const get = (path, name) => http.get(`${__ENV.BASE_URL}${path}`, { tags: { name } });
