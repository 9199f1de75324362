#!/usr/bin/env node
import { runCommandLine } from "./main.ts";

process.exitCode = await runCommandLine(process.argv.slice(2));
// What a start that failed half-way left open would keep the process alive, and deaf to a stop.
setTimeout(() => process.exit(), 10_000).unref();
