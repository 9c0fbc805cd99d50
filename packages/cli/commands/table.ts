import type { Command } from "commander";
import { registerAdd } from "./add/register.ts";
import { registerAdopt } from "./adopt/register.ts";
import { registerBlocks } from "./blocks/register.ts";
import { registerCheck } from "./check/register.ts";
import { registerCompletion } from "./completion/register.ts";
import { registerContacts } from "./contacts/register.ts";
import { registerDb } from "./db/register.ts";
import { registerDestroy } from "./destroy/register.ts";
import { registerDev } from "./dev/register.ts";
import { registerDoctor } from "./doctor/register.ts";
import { registerDown } from "./down/register.ts";
import { registerDrift } from "./drift/register.ts";
import { registerEnv } from "./env/register.ts";
import { registerEvents } from "./events/register.ts";
import { registerExplain } from "./explain/register.ts";
import { registerFaults } from "./faults/register.ts";
import { registerInit } from "./init/register.ts";
import { registerLoad } from "./load/register.ts";
import { registerLogs } from "./logs/register.ts";
import { registerMigrate } from "./migrate/register.ts";
import { registerOpen } from "./open/register.ts";
import { registerPsql } from "./psql/register.ts";
import { registerRedis } from "./redis/register.ts";
import { registerReport } from "./report/register.ts";
import { registerRollback } from "./rollback/register.ts";
import { registerRotate } from "./rotate/register.ts";
import { registerScan } from "./scan/register.ts";
import { registerSecrets } from "./secrets/register.ts";
import { registerSeed } from "./seed/register.ts";
import { registerStatus } from "./status/register.ts";
import { registerSweep } from "./sweep/register.ts";
import { registerToken } from "./token/register.ts";
import { registerTypes } from "./types/register.ts";
import { registerUp } from "./up/register.ts";
import { registerVerify } from "./verify/register.ts";
import { registerWatch } from "./watch/register.ts";

/**
 * Every command of `seaworthy`, in the order of its help. Implementations are loaded when run, so
 * that help and status are fast.
 */
export const commands: readonly ((program: Command) => void)[] = [
  registerInit,
  registerAdopt,
  registerUp,
  registerDev,
  registerAdd,
  registerStatus,
  registerEnv,
  registerLogs,
  registerEvents,
  registerOpen,
  registerBlocks,
  registerContacts,
  registerCheck,
  registerExplain,
  registerSecrets,
  registerScan,
  registerRotate,
  registerRollback,
  registerWatch,
  registerDrift,
  registerMigrate,
  registerPsql,
  registerRedis,
  registerTypes,
  registerDb,
  registerSeed,
  registerVerify,
  registerReport,
  registerLoad,
  registerFaults,
  registerToken,
  registerDoctor,
  registerDown,
  registerDestroy,
  registerSweep,
  registerCompletion,
];
