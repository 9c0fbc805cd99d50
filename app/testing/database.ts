import type { TestCloud } from "@seaworthy/local/testing";
import { createDatabase as create } from "@seaworthy/stack/testing/database";

export { migrate, sourcesOfMigrations } from "@seaworthy/stack/testing/database";

export const createDatabase = (cloud: TestCloud) => create(cloud, "app_worker");
