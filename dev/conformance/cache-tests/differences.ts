const noStaleWithoutLeave =
  "stale responses are served only where stale-if-error allows it, so the case that this one builds on fails; by itself it passes";
const errorsAreNotKept =
  "responses with this status are not kept unless a rule names it, so the case that this one builds on fails; by itself it passes";

/** Required cases that do not pass, each with the reason. */
export const differences: Readonly<Record<string, string>> = {
  "stale-close-must-revalidate": noStaleWithoutLeave,
  "stale-close-proxy-revalidate": noStaleWithoutLeave,
  "stale-close-no-cache": noStaleWithoutLeave,
  "stale-close-s-maxage=2": noStaleWithoutLeave,
  "status-299-stale": errorsAreNotKept,
  "status-400-stale": errorsAreNotKept,
  "status-499-stale": errorsAreNotKept,
  "status-500-stale": errorsAreNotKept,
  "status-502-stale": errorsAreNotKept,
  "status-503-stale": errorsAreNotKept,
  "status-504-stale": errorsAreNotKept,
  "status-599-stale": errorsAreNotKept,
  "status-599-must-understand": errorsAreNotKept,
  "headers-omit-headers-listed-in-Connection":
    "the Worker between the edge and the suite's server loses Connection before the edge can read it",
  "headers-store-Set-Cookie": "Cloudflare does not keep a response that sets a cookie",
  "headers-store-Transfer-Encoding":
    "the Worker between the edge and the suite's server refuses this Transfer-Encoding",
  "invalidate-M-SEARCH": "workerd does not know the method",
  "interim-not-cached": "workerd takes the 103 of the suite's server for the response",
};
