import type { Secret } from "./secret.ts";

/** What queue and store stand on: one of three, opened once and shared by both. */
export type Backend =
  | { kind: "redis"; /** see redis-address.ts */ url: Secret; /** without a password */ where: string; /** An ioredis client, to be closed by the caller. */ connect(purpose: RedisPurpose): Promise<unknown> }
  | { kind: "postgresql"; pool: SqlPool; where: string }
  | { kind: "pglite"; pool: SqlPool; where: string };

/** What a connection to Redis is for. */
export interface RedisPurpose {
  /** Its name in the server's list of clients. */
  name: string;
  /** Waits for a server that is away; else every command fails at once. */
  patient: boolean;
  /** Longest time that one command may take, ms. */
  timeoutMs?: number;
  /** Once aborted, a lost connection is not made anew. */
  closed?: AbortSignal;
}

/** PEM texts for the way to Redis. */
export interface RedisTls {
  /** Replaces the public roots. */
  ca?: string | undefined;
  cert?: string | undefined;
  key?: string | undefined;
}

export interface SqlRows<Row> {
  rows: Row[];
}

/** Parameters travel apart from the text; several statements in one text only without parameters. */
export interface SqlSession {
  query<Row = Record<string, unknown>>(text: string, parameters?: readonly unknown[]): Promise<SqlRows<Row>>;
}

export interface SqlNotification {
  channel: string;
  payload?: string;
}

/** One session, to be released after use. */
export interface SqlClient extends SqlSession {
  release(destroy?: boolean): void;
  on(event: "notification", listener: (notification: SqlNotification) => void): this;
  on(event: "error", listener: (error: Error) => void): this;
  on(event: "end", listener: () => void): this;
  removeListener(event: "notification", listener: (notification: SqlNotification) => void): this;
  removeAllListeners(event?: string): this;
}

/**
 * The part of a `pg.Pool` that is used, so that a real pool and the embedded database are interchangeable. The first query waits
 * until the database is open and rejects when it cannot be opened.
 */
export interface SqlPool extends SqlSession {
  connect(): Promise<SqlClient>;
  /** Closes every session; later queries reject. */
  end(): Promise<void>;
  on(event: "error", listener: (error: Error) => void): this;
  on(event: "connect", listener: (client: SqlClient) => void): this;
  removeAllListeners(event?: string): this;
}
