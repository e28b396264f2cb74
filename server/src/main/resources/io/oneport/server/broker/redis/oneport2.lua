#!lua name=oneport2
-- Topics of oneport in Redis. The number in the names is the version of what is stored and of how it is called; two versions
-- can be loaded at the same time.
--
-- Keys of a topic, all with the topic as their hash tag:
--   1 meta    hash, see FIELDS
--   2 stream  the messages that are held, with the id offset-milliseconds
--   3 costs   list with an element for each offset from meta.fo to meta.l: what the message counts against history-bytes (0 if
--             it is not held), "x" if it has a time to live, and its idempotency key after a colon
--   4 keys    hash, idempotency key to offset, of messages that are held
--   5 ends    sorted set, offset by the time at which its time to live ends
--   6 readers hash, how many subscribers the topic has on each server: the number and when that was said, by the server's id
-- and, unless Redis is a cluster, where a call reaches one slot only:
--   7 engine  hash: token (of this generation of the data), number (of the generation), data (an id that goes with the data)
--   8 topics  sorted set of the topics that were published to, by the time at which they were created

local FIELDS = {
  'e',  -- the epoch: milliseconds and a tag, with a colon
  'z',  -- when this life of the topic began, in milliseconds
  'l',  -- the last offset
  'lt', -- nothing up to this offset is held
  'lu', -- the last offset that a limit kept out of history
  'n',  -- messages held
  'b',  -- what they cost
  'fo', -- the first offset in costs
  'g',  -- the generation that it was last used by
  't',  -- when it was last published to
  'ot', -- no message is older than this
  'nx', -- when the next time to live ends; 0 for never
  'f',  -- earlier epochs that this one continues, "epoch=offset,…": each up to that offset
  'x',  -- when the end of the keys was last put off
}

local MAX_FORKS = 64

-- A server says at least once a minute how many subscribers a topic has there.
local READERS_AGE = 180000

-- Numbers are handed to Redis in this form: in its own it writes them with 17 digits, which costs as much as a command.
local function text(number)
  return string.format('%d', number)
end

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function new_epoch(ms, tag)
  return string.format('%d:%s', ms, tag)
end

-- Whether the caller knows of the data that is here.
local function stale(keys, token)
  return keys[7] and redis.call('HGET', keys[7], 'token') ~= token
end

local function forks(topic)
  local list = {}
  for epoch, offset in string.gmatch(topic.f, '([^=,]+)=(%d+)') do
    list[#list + 1] = {epoch, tonumber(offset)}
  end
  return list
end

-- The data may have been set back since the last publication: from here on ids are of another epoch, and those above the last
-- offset that is known here are void.
local function fork(topic, token, tag, ms)
  local kept = {}
  for _, each in ipairs(forks(topic)) do
    local offset = math.min(each[2], topic.l)
    if offset >= topic.lt then
      kept[#kept + 1] = each[1] .. '=' .. offset
    end
  end
  kept[#kept + 1] = topic.e .. '=' .. topic.l
  while #kept > MAX_FORKS do
    table.remove(kept, 1)
  end
  topic.f = table.concat(kept, ',')
  local earlier = tonumber(string.match(topic.e, '^%d+'))
  topic.e = new_epoch(math.max(ms, earlier + 1), tag)
  topic.g = token
  topic.changed = true
end

local function load(keys, token, tag, ms)
  local v = redis.call('HMGET', keys[1], unpack(FIELDS))
  if not v[1] then
    return nil
  end
  local topic = {
    e = v[1], z = tonumber(v[2]), l = tonumber(v[3]), lt = tonumber(v[4]), lu = tonumber(v[5]), n = tonumber(v[6]),
    b = tonumber(v[7]), fo = tonumber(v[8]), g = v[9], t = tonumber(v[10]), ot = tonumber(v[11]), nx = tonumber(v[12]),
    f = v[13], x = tonumber(v[14] or 0), v = v,
  }
  topic.was_lu, topic.was_ot, topic.was_nx, topic.was_x = topic.lu, topic.ot, topic.nx, topic.x
  if topic.g ~= token then
    fork(topic, token, tag, ms)
  end
  return topic
end

local function create(token, tag, ms)
  return {
    e = new_epoch(ms, tag), z = ms, l = 0, lt = 0, lu = 0, n = 0, b = 0, fo = 1, g = token, t = ms, ot = ms, nx = 0, f = '', x = 0,
    changed = true,
  }
end

-- Most of the fields seldom change.
local function seldom_changed(topic)
  local v = topic.v
  return not v or topic.e ~= v[1] or topic.lu ~= topic.was_lu or topic.g ~= v[9] or topic.ot ~= topic.was_ot
    or topic.nx ~= topic.was_nx or topic.f ~= v[13] or topic.x ~= topic.was_x
end

local function save(keys, topic)
  if not seldom_changed(topic) then
    redis.call('HSET', keys[1], 'l', text(topic.l), 'lt', text(topic.lt), 'n', text(topic.n), 'b', text(topic.b),
      'fo', text(topic.fo), 't', text(topic.t))
    return
  end
  redis.call('HSET', keys[1], 'e', topic.e, 'z', topic.z, 'l', topic.l, 'lt', topic.lt, 'lu', topic.lu, 'n', topic.n,
    'b', topic.b, 'fo', topic.fo, 'g', topic.g, 't', topic.t, 'ot', topic.ot, 'nx', topic.nx, 'f', topic.f,
    'x', topic.x)
end

-- Takes elements from the front of the costs, and what belongs to them; returns the cost of those that were held.
local function pop(keys, topic, count)
  local popped = redis.call('LPOP', keys[3], text(count)) or {}
  for _, element in ipairs(popped) do
    local cost = tonumber(element)
    if not cost then
      local number, ends, key = string.match(element, '^(%d+)(x?):?(.*)$')
      cost = tonumber(number)
      if cost > 0 then
        if key ~= '' then
          redis.call('HDEL', keys[4], key)
        end
        if ends ~= '' then
          redis.call('ZREM', keys[5], topic.fo)
        end
      end
    end
    if cost > 0 then
      topic.n = topic.n - 1
      topic.b = topic.b - cost
      topic.lt = topic.fo
    end
    topic.fo = topic.fo + 1
  end
  topic.changed = true
  return #popped
end

local function trim(keys, topic)
  redis.call('XTRIM', keys[2], 'MINID', string.format('%.0f', topic.lt + 1))
  if topic.n == 0 then
    redis.call('DEL', keys[3])
    topic.fo = topic.l + 1
  end
end

local function evict_through(keys, topic, offset)
  while topic.fo <= offset do
    if pop(keys, topic, math.min(512, offset - topic.fo + 1)) == 0 then
      topic.fo = offset + 1
      topic.n, topic.b, topic.lt = 0, 0, math.max(topic.lt, offset)
    end
  end
  trim(keys, topic)
end

local function first_from(keys, offset)
  local found = redis.call('XRANGE', keys[2], string.format('%.0f', offset), '+', 'COUNT', 1)[1]
  if not found then
    return nil
  end
  local number, ms = string.match(found[1], '^(%d+)-(%d+)$')
  return tonumber(number), tonumber(ms), found
end

-- Lets messages go that are older than the limit. Messages are in the order of their age: the border is searched for.
local function expire_age(keys, topic, ms, age)
  if topic.n == 0 or ms - topic.ot < age then
    return
  end
  local offset, time = first_from(keys, topic.lt + 1)
  if not offset then -- the keys have run out
    evict_through(keys, topic, topic.l)
    return
  end
  if ms - time >= age then
    local old, young = offset, topic.l + 1
    while old + 1 < young do
      local middle = math.floor((old + young) / 2)
      local at, at_time = first_from(keys, middle)
      if at and at < young and ms - at_time >= age then
        old = at
      else
        young = middle
      end
    end
    evict_through(keys, topic, old)
    offset, time = first_from(keys, topic.lt + 1)
  end
  topic.ot = time or ms
  topic.changed = true
end

local function expire_ends(keys, topic, ms)
  if topic.nx == 0 or topic.nx > ms then
    return
  end
  for _, each in ipairs(redis.call('ZRANGEBYSCORE', keys[5], '-inf', ms, 'LIMIT', 0, 1000)) do
    local wanted = tonumber(each)
    local offset, _, found = first_from(keys, wanted)
    if offset == wanted then
      redis.call('XDEL', keys[2], found[1])
      local element = redis.call('LINDEX', keys[3], wanted - topic.fo)
      local cost, key = string.match(element, '^(%d+)x?:?(.*)$')
      redis.call('LSET', keys[3], wanted - topic.fo, '0')
      topic.n = topic.n - 1
      topic.b = topic.b - tonumber(cost)
      if key ~= '' then
        redis.call('HDEL', keys[4], key)
      end
    end
    redis.call('ZREM', keys[5], each)
  end
  local next = redis.call('ZRANGE', keys[5], 0, 0, 'WITHSCORES')
  topic.nx = next[2] and tonumber(next[2]) or 0
  if topic.n == 0 then
    trim(keys, topic)
  end
  topic.changed = true
end

local function expire(keys, topic, ms, age)
  expire_age(keys, topic, ms, age)
  expire_ends(keys, topic, ms)
end

-- A key that may be new.
local function keep_one(key, age)
  redis.call('PEXPIRE', key, 2 * age + 60000)
end

-- Saves what has changed. Topics go with their last use and the age of messages; their messages earlier, by their own age. The
-- end is not put off by every call: it is always further away than the age.
local function keep(keys, topic, ms, age)
  local put_off = ms - topic.x >= math.min(age, 30000)
  if put_off then
    topic.x = ms
    topic.changed = true
  end
  if topic.changed then
    save(keys, topic)
  end
  if put_off then
    for i = 1, 5 do
      keep_one(keys[i], age)
    end
  end
end

-- Whether there is room for another topic, among those that are still there.
local function room(keys, most)
  if not keys[8] or redis.call('ZCARD', keys[8]) < most then
    return true
  end
  for _, each in ipairs(redis.call('ZRANGE', keys[8], 0, 255)) do
    if redis.call('EXISTS', each) == 0 then
      redis.call('ZREM', keys[8], each)
    else
      redis.call('ZADD', keys[8], now(), each) -- to the end: others are looked at the next time
    end
  end
  return redis.call('ZCARD', keys[8]) < most
end

-- token, tag, history-messages, history-bytes, history-age, max-topics, channel, subscriptions of the caller to that; and of each
-- message: cost, time to live in milliseconds or '', key or '', the message. Returns the epoch, the forks, the last offset, the
-- readers if other servers have some, and for each message its offset, or the offset of the earlier message of its key, negative.
local function publish(keys, args)
  local token, tag, most, most_bytes, age = args[1], args[2], tonumber(args[3]), tonumber(args[4]), tonumber(args[5])
  if stale(keys, token) then
    return redis.error_reply('STALE another generation of the data is here')
  end
  local ms = now()
  local topic = load(keys, token, tag, ms) or create(token, tag, ms)
  if topic.l == 0 and keys[8] then
    if not room(keys, tonumber(args[6])) then
      return redis.error_reply('TOOMANY topics')
    end
    redis.call('ZADD', keys[8], ms, keys[1])
  end
  ms = math.max(ms, topic.t)
  expire(keys, topic, ms, age)
  local results, costs, live, readers = {}, {}, {}, {}
  local first = topic.l + 1
  local suffix = string.format('-%d', ms)
  for i = 9, #args, 4 do
    local cost, ttl, key, message = tonumber(args[i]), args[i + 1], args[i + 2], args[i + 3]
    local earlier = key ~= '' and redis.call('HGET', keys[4], key)
    if earlier then
      results[#results + 1] = -tonumber(earlier)
    else
      topic.l = topic.l + 1
      results[#results + 1] = topic.l
      live[#live + 1] = struct.pack('>I4', #message)
      live[#live + 1] = message
      local ended = ttl ~= '' and tonumber(ttl) <= 0
      if ended or most == 0 or cost > most_bytes then
        costs[#costs + 1] = '0'
        if not ended then
          topic.lu = topic.l
        end
      else
        redis.call('XADD', keys[2], text(topic.l) .. suffix, 'd', message)
        if topic.n == 0 then
          topic.ot = ms
          keep_one(keys[2], age)
        end
        topic.n = topic.n + 1
        topic.b = topic.b + cost
        local element = args[i]
        if ttl ~= '' then
          local ends = ms + tonumber(ttl)
          redis.call('ZADD', keys[5], ends, topic.l)
          keep_one(keys[5], age)
          topic.nx = topic.nx == 0 and ends or math.min(topic.nx, ends)
          element = element .. 'x'
        end
        if key ~= '' then
          redis.call('HSET', keys[4], key, topic.l)
          keep_one(keys[4], age)
          element = element .. ':' .. key
        end
        costs[#costs + 1] = element
      end
    end
  end
  if #live > 0 then
    if redis.call('RPUSH', keys[3], unpack(costs)) == #costs then
      keep_one(keys[3], age)
    end
    local before = topic.lt
    while topic.n > most or topic.b > most_bytes do
      if pop(keys, topic, math.max(1, topic.n - most)) == 0 then
        topic.n, topic.b = 0, 0
      end
    end
    -- What is no longer held is never read: small messages go some at a time.
    local large = #live[#live] > 4096
    if topic.n == 0 or topic.lt > before and (large or math.floor(topic.lt / 32) > math.floor(before / 32)) then
      trim(keys, topic)
    end
    topic.t = ms
    topic.changed = true
    local said = string.format('%s %d %d\n', topic.e, first, ms) .. table.concat(live)
    if redis.call('SPUBLISH', args[7], said) > tonumber(args[8]) then
      readers = redis.call('HGETALL', keys[6])
    end
  end
  if topic.changed then
    keep(keys, topic, ms, age)
  end
  return {topic.e, topic.f, topic.l, readers, unpack(results)}
end

local function entries(keys, from, upto, count, bytes)
  local list, size, more = {}, 0, false
  local start = string.format('%.0f', from)
  while #list < count and not more do
    local page = redis.call('XRANGE', keys[2], start, string.format('%.0f', upto), 'COUNT', math.min(32, count - #list))
    for _, each in ipairs(page) do
      local message = each[2][2]
      if size > 0 and size + #message > bytes then
        more = true
        break
      end
      size = size + #message
      list[#list + 1] = {each[1], message}
    end
    if #page < 32 then
      break
    end
    start = '(' .. page[#page][1]
  end
  return list
end

-- The offset up to which the topic continues an epoch, or -1.
local function continues(topic, epoch)
  if epoch == topic.e then
    return topic.l
  end
  local upto = -1
  for _, each in ipairs(forks(topic)) do
    if each[1] == epoch then
      upto = each[2]
    end
  end
  return upto
end

-- Where a reader begins: the offset before its first message, and whether it misses something.
local function position(keys, topic, tag, age, ms, kind, a, b, told_epoch, told_offset)
  local function before(offset)
    local found = offset <= topic.l and first_from(keys, offset)
    return found and found - 1 or topic.l
  end
  if kind == 'now' then
    return topic.l, 0
  elseif kind == 'all' then
    return before(topic.lt + 1), 0
  elseif kind == 'age' then
    local low, high = topic.lt, topic.l + 1 -- what is at high or later is young enough
    while low + 1 < high do
      local middle = math.floor((low + high) / 2)
      local at, time = first_from(keys, middle)
      if not at or ms - time <= tonumber(a) then
        high = middle
      else
        low = at
      end
    end
    return before(high), 0
  end
  -- After an id: a is its epoch, b its offset. What limits kept out of history is no news to the reader up to another id, the one it was
  -- told.
  local offset = tonumber(b)
  local upto = continues(topic, a)
  local told = told_epoch and math.min(tonumber(told_offset), continues(topic, told_epoch)) or -1
  if upto < 0 and offset == 0 and keys[7] then
    -- Of a reader that found no topic: it has missed nothing if this is the first life since. In a cluster nobody knows
    -- whether that is so: the tag is the process's there, which stays the same when it is emptied.
    local asked, asked_tag = string.match(a, '^(%d+):(.*)$')
    asked = tonumber(asked)
    if asked_tag == tag and asked <= ms and topic.z - asked < age then
      upto = 0
    end
  end
  if upto < 0 then
    return before(topic.lt + 1), 1
  elseif offset > upto and a ~= topic.e then
    return math.max(topic.lt, upto), 1 -- what comes after the fork is new to it
  elseif offset > upto then
    return before(topic.lt + 1), 1
  elseif offset < topic.lt then
    return before(topic.lt + 1), 1
  elseif topic.lu > math.max(offset, told) then
    return before(offset + 1), 1
  end
  return offset, 0
end

-- token, tag, history-age, whether to create the topic, most messages, most bytes, kind, and what belongs to that: see position();
-- of the kind 'page' the epoch, and the offset to go on after. Returns the epoch, the forks, the last offset, the position, whether
-- something is missed (2: the topic has changed, begin anew), and the messages.
local function read(keys, args)
  local token, tag, age = args[1], args[2], tonumber(args[3])
  if stale(keys, token) then
    return redis.error_reply('STALE another generation of the data is here')
  end
  local ms = now()
  local topic = load(keys, token, tag, ms)
  local known = topic ~= nil
  topic = topic or create(token, tag, ms)
  if known then
    ms = math.max(ms, topic.t)
    expire(keys, topic, ms, age)
  end
  if known or args[4] == '1' then
    keep(keys, topic, ms, age)
  end
  local kind, from, missed = args[7], nil, nil
  if kind == 'page' then
    from = tonumber(args[9])
    missed = (topic.e ~= args[8] or topic.lt > from) and 2 or 0
  else
    from, missed = position(keys, topic, tag, age, ms, kind, args[8], args[9], args[10], args[11])
  end
  local list = {}
  if missed < 2 and topic.n > 0 and from < topic.l and tonumber(args[5]) > 0 then
    list = entries(keys, from + 1, topic.l, tonumber(args[5]), tonumber(args[6]))
  end
  return {topic.e, topic.f, topic.l, from, missed, list}
end

-- token, tag, history-age, the server's id, how many subscribers it has. Says that a topic is used, and by how many.
local function readers(keys, args)
  local used = args[5] ~= '0'
  local answer = read(keys, {args[1], args[2], args[3], used and '1' or '0', '0', '0', 'now'})
  if answer.err then
    return answer
  end
  local ms = now()
  if used then
    redis.call('HSET', keys[6], args[4], string.format('%s:%.0f', args[5], ms))
  else
    redis.call('HDEL', keys[6], args[4])
  end
  local all = redis.call('HGETALL', keys[6])
  for i = 1, #all, 2 do
    if ms - tonumber(string.match(all[i + 1], '%d+$')) > READERS_AGE then
      redis.call('HDEL', keys[6], all[i])
    end
  end
  redis.call('PEXPIRE', keys[6], READERS_AGE)
  return {1}
end

-- The servers, in a hash: "node:ID" has when it was said, when that ends, 1 if the server drains, and what it says of itself;
-- "drain:ID" has what a server is to be told. keys[1] is the hash; id, milliseconds until the end or 0 to leave, 1 if it
-- drains, what it says. Returns what it is told or '', and of each server its id, the age of what it said, and that.
local function announce(keys, args)
  local ms, ttl = now(), tonumber(args[2])
  local told = redis.call('HGET', keys[1], 'drain:' .. args[1])
  if told then
    redis.call('HDEL', keys[1], 'drain:' .. args[1])
  end
  if ttl > 0 then
    redis.call('HSET', keys[1], 'node:' .. args[1], string.format('%.0f %.0f %s ', ms, ms + ttl, args[3]) .. args[4])
    redis.call('PEXPIRE', keys[1], 600000)
  else
    redis.call('HDEL', keys[1], 'node:' .. args[1])
  end
  local seen = {told or ''}
  local all = redis.call('HGETALL', keys[1])
  for i = 1, #all, 2 do
    local id = string.match(all[i], '^node:(.*)$')
    if id then
      local said, ends, what = string.match(all[i + 1], '^(%d+) (%d+) %d (.*)$')
      if tonumber(ends) > ms then
        seen[#seen + 1] = id
        seen[#seen + 1] = ms - tonumber(said)
        seen[#seen + 1] = what
      else
        redis.call('HDEL', keys[1], all[i], 'drain:' .. id)
      end
    end
  end
  return seen
end

-- Tells a server to drain, unless it is the last that does not: keys[1] as above; its id, what to tell it. Returns 'gone',
-- 'last' or 'told'.
local function drain(keys, args)
  local ms = now()
  local there, others = false, 0
  local all = redis.call('HGETALL', keys[1])
  for i = 1, #all, 2 do
    local id = string.match(all[i], '^node:(.*)$')
    if id then
      local ends, draining = string.match(all[i + 1], '^%d+ (%d+) (%d) ')
      if tonumber(ends) > ms then
        if id == args[1] then
          there = true
        elseif draining == '0' and redis.call('HEXISTS', keys[1], 'drain:' .. id) == 0 then
          others = others + 1
        end
      end
    end
  end
  if not there then
    return {'gone'}
  elseif others == 0 then
    return {'last'}
  end
  redis.call('HSET', keys[1], 'drain:' .. args[1], args[2])
  return {'told'}
end

-- Joins a generation of the data: keys[1] is the engine's; token of the process, a new id for new data. Returns the id of the data,
-- and the number of the generation.
local function join(keys, args)
  local known = redis.call('HMGET', keys[1], 'process', 'data', 'number')
  local data, number = known[2] or args[2], tonumber(known[3] or 0)
  if known[1] ~= args[1] or not known[2] then
    number = number + 1
    redis.call('HSET', keys[1], 'process', args[1], 'data', data, 'number', number, 'token', args[1] .. data)
  end
  return {data, number}
end

-- Says through a channel that all of this works: keys[1] is written to; the channel, what to say.
local function beat(keys, args)
  redis.call('SET', keys[1], args[2], 'PX', 60000)
  redis.call('SPUBLISH', args[1], args[2])
  return 1
end

redis.register_function('oneport2_publish', publish)
redis.register_function{function_name = 'oneport2_read', callback = read, flags = {'allow-oom'}}
redis.register_function{function_name = 'oneport2_readers', callback = readers, flags = {'allow-oom'}}
redis.register_function{function_name = 'oneport2_announce', callback = announce, flags = {'allow-oom'}}
redis.register_function{function_name = 'oneport2_drain', callback = drain, flags = {'allow-oom'}}
redis.register_function('oneport2_join', join)
redis.register_function('oneport2_beat', beat)
