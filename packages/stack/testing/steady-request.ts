/**
 * A request of the steady load under which rotations and rollouts are tested. A module adds its own
 * in `testing/steady-requests.ts`.
 */
export interface SteadyRequest {
  /** Its name in reports. */
  readonly route: string;
  /** A new session is a new user's; an old one may have a token signed before a rotation. */
  readonly from: "anonymous" | "new session" | "old session";
  readonly path: string;
  /** Sent as JSON in a POST. */
  readonly body?: object;
  readonly expected: number;
}
