import { connectionAlarms } from "./connection-check.ts";
import { healthCheckAlarms } from "./health-check.ts";
import type { Alarm } from "./terms.ts";

/** Every false alarm that facts of a run can show, in the order in which they are said. */
export const alarms: readonly Alarm[] = [...healthCheckAlarms, ...connectionAlarms];
