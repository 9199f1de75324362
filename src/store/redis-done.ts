import type { ChainableCommander } from "ioredis";

/** Runs a transaction and gives back its answers; the library hands over a command's error as a value. */
export async function done(transaction: ChainableCommander): Promise<unknown[]> {
  const answers = (await transaction.exec()) ?? [];
  for (const [error] of answers) if (error !== null) throw error;
  return answers.map(([, answer]) => answer);
}
