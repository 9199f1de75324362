import { lookup as systemLookup } from "node:dns";
import { connect, isIP, type Socket } from "node:net";
import { type Act, waitWithin } from "./act.ts";
import { type Fault, faultOf, Trouble } from "./errors.ts";
import type { Trust } from "./trust.ts";

/** Addresses of a name as programs on this machine get them. Rejects with the code of getaddrinfo. */
export type Lookup = (host: string) => Promise<string[]>;

/** What opening a connection needs besides the target. */
export interface Line {
  lookup: Lookup;
  /** Milliseconds for the name, and again for the connection. */
  connectTimeoutMs: number;
  trust: Trust;
}

// A second address is tried when the first has not answered for this long (RFC 8305 section 5 recommends 250 ms).
const staggerMs = 250;
const mostAddresses = 16;

const askSystem: Lookup = (host) =>
  new Promise((resolve, reject) => {
    systemLookup(host, { all: true, verbatim: true }, (error, found) => (error ? reject(error) : resolve(found.map((one) => one.address))));
  });

/**
 * The system's resolver, asked once for a name however many acts want it at the same time: getaddrinfo cannot be cancelled, and a
 * dead DNS server would hold every thread that it runs on.
 */
export function shareLookups(ask: Lookup = askSystem): Lookup {
  const asked = new Map<string, Promise<string[]>>();
  return (host) => {
    const pending = asked.get(host);
    if (pending !== undefined) return pending;
    const answer = ask(host).finally(() => asked.delete(host));
    // Whoever asked may have given up by the time of the answer.
    answer.catch(() => undefined);
    asked.set(host, answer);
    return answer;
  };
}

/** Addresses of a host within the act and the connect time; a literal address is its own answer. */
export async function addressesOf(act: Act, line: Line, host: string): Promise<string[]> {
  if (isIP(host) !== 0) return [host];
  act.phase = "resolve";
  const found = await waitWithin<string[]>(act, ({ done, fail }) => {
    const timer = setTimeout(
      () => fail(new Trouble({ phase: "resolve", reason: "resolver-failed", code: "ETIMEOUT", detail: `no answer of the resolver within ${line.connectTimeoutMs} ms` })),
      line.connectTimeoutMs,
    );
    line.lookup(host).then(done, fail);
    return () => clearTimeout(timer);
  });
  act.mark("resolved");
  if (found.length === 0) throw new Trouble({ phase: "resolve", reason: "no-address-of-family" });
  return found;
}

// Families in turn, the resolver's preference first, so that one dead family costs one stagger and no more.
function alternate(addresses: readonly string[]): string[] {
  const first = isIP(addresses[0] ?? "");
  const preferred = addresses.filter((address) => isIP(address) === first);
  const other = addresses.filter((address) => isIP(address) !== first);
  return preferred.flatMap((address, at) => [address, ...other.slice(at, at + 1)]).concat(other.slice(preferred.length));
}

/**
 * Opens a TCP connection to the first address of the host that answers. When none does, the failure is the one that tells most:
 * a refusal before a time-out before a missing route.
 */
export async function dial(act: Act, line: Line, host: string, port: number): Promise<Socket> {
  const addresses = alternate(await addressesOf(act, line, host)).slice(0, mostAddresses);
  act.phase = "connect";
  const socket = await raceAddresses(act, addresses, port, line.connectTimeoutMs);
  act.address = socket.remoteAddress ?? addresses[0];
  act.mark("connected");
  return socket;
}

function raceAddresses(act: Act, addresses: readonly string[], port: number, timeoutMs: number): Promise<Socket> {
  return waitWithin<Socket>(act, ({ done, fail }) => {
    const open = new Set<Socket>();
    const faults: Fault[] = [];
    let next = 0;
    let stagger: NodeJS.Timeout | undefined;
    const giveUp = setTimeout(() => {
      const late = addresses.slice(0, next).filter((address) => !faults.some((fault) => fault.address === address));
      for (const address of late) faults.push({ phase: "connect", reason: "connect-timeout", address, detail: `no answer within ${timeoutMs} ms` });
      fail(worst(faults));
    }, timeoutMs);

    const attempt = (): void => {
      clearTimeout(stagger);
      const address = addresses[next];
      if (address === undefined) return;
      next += 1;
      const socket = connect({ host: address, port, noDelay: true });
      open.add(socket);
      socket.once("connect", () => {
        open.delete(socket);
        done(socket);
      });
      // Stays for the whole life of the socket: an error between two owners must not end the process.
      socket.on("error", (error) => {
        if (!open.delete(socket)) return;
        faults.push({ ...faultOf(error, "connect"), address });
        if (next < addresses.length) attempt();
        else if (open.size === 0) fail(worst(faults));
      });
      if (next < addresses.length) stagger = setTimeout(attempt, staggerMs);
    };
    attempt();
    return () => {
      clearTimeout(giveUp);
      clearTimeout(stagger);
      for (const socket of open) socket.destroy();
      open.clear();
    };
  });
}

const tellsMost = ["refused", "reset", "connect-timeout", "unreachable"];

function worst(faults: readonly Fault[]): Trouble {
  const rank = (fault: Fault): number => (tellsMost.includes(fault.reason) ? tellsMost.indexOf(fault.reason) : tellsMost.length);
  const chosen = faults.toSorted((a, b) => rank(a) - rank(b))[0];
  return new Trouble(chosen ?? { phase: "connect", reason: "unknown" });
}

/** Opens a connection to exactly one address, for looking only. */
export async function dialAddress(act: Act, address: string, port: number, timeoutMs: number): Promise<void> {
  act.phase = "connect";
  act.address = address;
  const socket = await raceAddresses(act, [address], port, timeoutMs);
  act.mark("connected");
  socket.destroy();
}
