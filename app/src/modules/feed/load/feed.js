import { check, sleep } from "k6";
import http from "k6/http";
import { Rate, Trend } from "k6/metrics";
import { exempt } from "./exempt.js";

const cacheHit = new Rate("cache_hit");
const warmMs = new Trend("warm_ms", true);

/**
 * Readers of the anonymous feed: the first page, and at times the one after it. Each stays under the
 * zone's limit of an address, 100 requests a minute, as a visitor does.
 */
export default function readFeed() {
  const page = read("/rest/feed?limit=20", "feed");
  const isHit = /^(HIT|STALE|UPDATING|REVALIDATED)$/.test(page.headers["Cf-Cache-Status"]);
  cacheHit.add(isHit);
  if (isHit) warmMs.add(page.timings.duration);
  const good = check(page, { "a page": ({ status }) => status === 200 });
  const cursor = good && Math.random() < 0.2 ? page.json("nextCursor") : null;
  if (cursor !== null) read(`/rest/feed?limit=20&cursor=${cursor}`, "next");
  sleep(0.8 + Math.random() * 0.4);
}

const read = (path, name) =>
  http.get(`${__ENV.BASE_URL}${path}`, { headers: exempt(), tags: { name } });
