import { check, sleep } from "k6";
import http from "k6/http";

/**
 * Readers of the anonymous feed: the first page, and at times the one after it. Each stays under the
 * zone's limit of an address, 100 requests a minute, as a visitor does.
 */
export default function readFeed() {
  const page = http.get(`${__ENV.BASE_URL}/rest/feed?limit=20`, { tags: { name: "feed" } });
  const good = check(page, { "a page": ({ status }) => status === 200 });
  const cursor = good && Math.random() < 0.2 ? page.json("nextCursor") : null;
  if (cursor !== null)
    http.get(`${__ENV.BASE_URL}/rest/feed?limit=20&cursor=${cursor}`, { tags: { name: "next" } });
  sleep(0.8 + Math.random() * 0.4);
}
