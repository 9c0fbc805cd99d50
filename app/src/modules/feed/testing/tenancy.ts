import type { Tenancy } from "../../../../testing/tenancy/tenancy.ts";

export const tenancy: Tenancy = {
  rows: (owner) => ({
    posts: {
      insert: `insert into posts (author_id, body, visibility) values ('${owner}', 'a secret', 'private')`,
      owned: `author_id = '${owner}'`,
    },
    usage_events: {
      insert: `insert into usage_events (event, user_id) values ('feed.read', '${owner}')`,
      owned: `user_id = '${owner}'`,
    },
    user_profiles: {
      insert: `insert into user_profiles (user_id, handle, bio) values ('${owner}', 'secret', 'a secret')`,
      owned: `user_id = '${owner}'`,
    },
    follows: {
      insert: `insert into follows (follower_id, followee_id) values ('${owner}', gen_random_uuid())`,
      owned: `follower_id = '${owner}'`,
    },
    blocks: {
      insert: `insert into blocks (blocker_id, blocked_id) values ('${owner}', gen_random_uuid())`,
      owned: `blocker_id = '${owner}'`,
    },
    rpc_observations: {
      insert: `insert into rpc_observations (name, duration_ms) values ('secret', 1)`,
      owned: "name = 'secret'",
    },
  }),
  readable: { posts: 1 },
  functions: {
    is_admin: "select to_jsonb(is_admin()) as answer",
    feed_page: "select to_jsonb(p) as answer from feed_page(101) p",
    home_page: "select to_jsonb(p) as answer from home_page(101) p",
  },
};
