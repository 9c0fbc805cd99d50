import { SharedArray } from "k6/data";
import exec from "k6/execution";
import http from "k6/http";

/** A file with the requests, as JSON. */
const requests = new SharedArray("requests", () => JSON.parse(open(__ENV.REQUESTS)));

/** The requests in turn, as fast as the virtual users can. */
export default function sendNext() {
  const { method, url, headers, body } = requests[exec.scenario.iterationInTest % requests.length];
  http.request(method, url, body ?? null, { headers });
}
