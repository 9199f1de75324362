import type { RedisClient } from "./redis-client.ts";
import type { Counters, Leases, Signs } from "../core/store.ts";

type Use = () => Promise<RedisClient>;

const rememberMs = 30 * 86_400_000;

const nowLua = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local whole = function(number) return string.format('%.0f', number) end`;

const giveSign = `${nowLua}
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], whole(now), ARGV[1])
redis.call('ZADD', KEYS[3], whole(now + tonumber(ARGV[3])), ARGV[1])
for _, old in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', whole(now - tonumber(ARGV[4])))) do
  redis.call('HDEL', KEYS[1], old)
  redis.call('ZREM', KEYS[2], old)
  redis.call('ZREM', KEYS[3], old)
end`;

const listSigns = `${nowLua}
local found = {}
local seen = redis.call('ZREVRANGE', KEYS[2], 0, -1, 'WITHSCORES')
for index = 1, #seen, 2 do
  local holds = tonumber(redis.call('ZSCORE', KEYS[3], seen[index]) or '0') > now
  table.insert(found, { seen[index], redis.call('HGET', KEYS[1], seen[index]) or 'null', whole(tonumber(seen[index + 1])), holds and '1' or '0', whole(now - tonumber(seen[index + 1])) })
end
return found`;

const takeLease = `${nowLua}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', whole(now))
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], whole(now + tonumber(ARGV[3])), ARGV[1])
local last = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], whole(tonumber(last[2])))
return 1`;

const addCounter = `
local sum = tonumber(redis.call('GET', KEYS[1]) or '0') + tonumber(ARGV[1])
if sum > tonumber(ARGV[2]) then return -1 end
if redis.call('INCRBY', KEYS[1], ARGV[1]) == tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return sum`;

/** What processes share on Redis: signs of life, places, budgets. The server's clock decides. */
export function openShared(use: Use, key: (...parts: string[]) => string): { signs: Signs; leases: Leases; counters: Counters } {
  const ask = async (script: string, keys: readonly string[], ...rest: (string | number)[]): Promise<unknown> => (await use()).eval(script, keys.length, ...keys, ...rest);
  const signKeys = (kind: string): string[] => [key("sign", kind), key("sign-seen", kind), key("sign-until", kind)];
  return {
    signs: {
      async give(kind, id, body, forMs) {
        await ask(giveSign, signKeys(kind), id, JSON.stringify(body ?? null), Math.round(forMs), rememberMs);
      },
      async list(kind) {
        const found = (await ask(listSigns, signKeys(kind))) as [string, string, string, string, string][];
        return found.map(([id, body, seenAt, holds, agoMs]) => ({ id, body: JSON.parse(body) as unknown, seenAt: Number(seenAt), agoMs: Number(agoMs), gone: holds !== "1" }));
      },
    },
    leases: {
      take: async (name, holder, most, forMs) => (await ask(takeLease, [key("lease", name)], holder, most, Math.round(forMs))) === 1,
      async give(name, holder) {
        await (await use()).zrem(key("lease", name), holder);
      },
    },
    counters: {
      async add(name, amount, limit, forMs) {
        const sum = await ask(addCounter, [key("counter", name)], Math.round(amount), Math.round(limit), Math.round(forMs));
        return sum === -1 ? undefined : Number(sum);
      },
      read: async (name) => Number((await (await use()).get(key("counter", name))) ?? 0),
    },
  };
}
