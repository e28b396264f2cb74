#!lua name=oneport3
-- Topics of oneport in Redis. The number in the names is the version of what is stored and of how it is called. Keys have it, too: two
-- versions can be loaded at the same time, and neither touches what the other has stored.
--
-- Keys of a topic, all with the topic as their hash tag:
--   1 meta    string, see META. Without its last letter, this key is the name of the channel
--   2 stream  the messages that are held, with the id offset-milliseconds; some that are no longer held may be there before them
--   3 costs   list with an element for each offset after meta.c: what the message counts against history-bytes (0 if it is not held);
--             its time to live in milliseconds, after a semicolon, and its idempotency key, after a colon, if it has them
--   4 keys    hash, idempotency key to offset, of messages in costs
--   5 ends    sorted set, offset by the time at which its time to live ends
--   6 readers hash, how many subscribers the topic has on each server: the number and when that was said, by the server's id
-- and, unless Redis is a cluster, where a call reaches one slot only:
--   7 engine  hash: token (of this generation of the data), number (of the generation), data (an id that goes with the data)
--   8 topics  sorted set of the topics that were published to, by the time at which they were created

-- What is stored of a topic: numbers and strings in this form cost Redis less than the fields of a hash.
--   l  the last offset
--   lt nothing up to this offset is held
--   n  messages held
--   b  what they cost, and those that are no longer held but still in costs
--   c  the last offset that has left costs
--   t  when it was last published to
--   z  when this life of the topic began, in milliseconds
--   lu the last offset that a limit kept out of history
--   ot no message is older than this
--   nx when the next time to live ends; 0 for never
--   x  when the end of the keys was last put off
--   e  the epoch: milliseconds and a tag, with a colon
--   g  the generation that it was last used by
--   f  earlier epochs that this one continues, "epoch=offset,…": each up to that offset
local META = '<dddddddddddsss'
-- What changes with each message: l to t.
local OFTEN = '<dddddd'

local MAX_FORKS = 64

-- A server says at least once a minute how many subscribers a topic has there.
local READERS_AGE = 180000

-- Of messages that are no longer held, some stay where they are for a while, to be removed together: up to so many, or about so many bytes.
local LEFT_MESSAGES = 32
local LEFT_BYTES = 65536

-- While the clock is behind the last publication by no more than this, a topic's time stands still: if the clock was wrong for a while,
-- nothing is lost when it is put right.
local BEHIND = 86400000

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

-- Whether the caller does not know of the data that is here.
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

-- Something has changed that seldom does.
local function change(topic)
  topic.changed, topic.seldom = true, true
end

-- The data may have been set back since the last publication: from here on ids are of another epoch, and those above the last
-- offset that is known here are void.
local function fork(topic, token, tag, ms)
  local kept = {}
  for _, each in ipairs(forks(topic)) do
    local offset = math.min(each[2], topic.l)
    if offset >= topic.lt then
      kept[#kept + 1] = each[1] .. '=' .. text(offset)
    end
  end
  kept[#kept + 1] = topic.e .. '=' .. text(topic.l)
  while #kept > MAX_FORKS do
    table.remove(kept, 1)
  end
  topic.f = table.concat(kept, ',')
  local earlier = tonumber(string.match(topic.e, '^%d+'))
  topic.e = new_epoch(math.max(ms, earlier + 1), tag)
  topic.g = token
  change(topic)
end

-- Lets the clock be set back: messages whose times are in the future are from now on taken for new ones. Otherwise they would stay until the
-- clock is there again, and no time to live would end until then.
local function set_back(keys, topic, ms)
  local list = redis.call('XRANGE', keys[2], text(topic.lt + 1), '+')
  local ends = {}
  local scores = redis.call('ZRANGE', keys[5], '0', '-1', 'WITHSCORES')
  for i = 1, #scores, 2 do
    ends[scores[i]] = tonumber(scores[i + 1])
  end
  redis.call('DEL', keys[2])
  topic.nx = 0
  for _, each in ipairs(list) do
    local offset, time = string.match(each[1], '^(%d+)-(%d+)$')
    time = tonumber(time)
    local ending = ends[offset]
    if ending then
      ending = math.min(ending, ending - time + ms)
      topic.nx = topic.nx == 0 and ending or math.min(topic.nx, ending)
      redis.call('ZADD', keys[5], text(ending), offset)
    end
    redis.call('XADD', keys[2], string.format('%s-%d', offset, math.min(time, ms)), 'd', each[2][2])
  end
  topic.t, topic.z, topic.ot = ms, math.min(topic.z, ms), math.min(topic.ot, ms)
  topic.x = 0 -- the ends of the keys are too far away, too
  change(topic)
end

local function load(keys, token, tag, ms)
  local meta = redis.call('GET', keys[1])
  if not meta then
    return nil
  end
  local l, lt, n, b, c, t, z, lu, ot, nx, x, e, g, f = struct.unpack(META, meta)
  local topic = {l = l, lt = lt, n = n, b = b, c = c, t = t, z = z, lu = lu, ot = ot, nx = nx, x = x, e = e, g = g, f = f}
  if g ~= token then
    fork(topic, token, tag, ms)
  end
  if ms < topic.t - BEHIND then
    set_back(keys, topic, ms)
  end
  return topic
end

local function create(token, tag, ms)
  return {
    l = 0, lt = 0, n = 0, b = 0, c = 0, t = ms, z = ms, lu = 0, ot = ms, nx = 0, x = 0, e = new_epoch(ms, tag), g = token, f = '',
    changed = true, seldom = true,
  }
end

-- Creates a topic that is to be stored. Messages of an earlier life may end a little later than what was stored of that.
local function begin(keys, token, tag, ms)
  redis.call('DEL', keys[2], keys[3], keys[4], keys[5])
  return create(token, tag, ms)
end

local function save(keys, topic)
  if not topic.seldom then
    redis.call('SETRANGE', keys[1], '0', struct.pack(OFTEN, topic.l, topic.lt, topic.n, topic.b, topic.c, topic.t))
    return
  end
  redis.call('SET', keys[1], struct.pack(META, topic.l, topic.lt, topic.n, topic.b, topic.c, topic.t, topic.z, topic.lu, topic.ot,
    topic.nx, topic.x, topic.e, topic.g, topic.f), 'KEEPTTL')
end

-- What an element says: cost, time to live or nil, idempotency key or nil.
local function parse(element)
  local cost = tonumber(element)
  if cost then
    return cost
  end
  local number, ttl, key = string.match(element, '^(%d+);?(%d*):?(.*)$')
  return tonumber(number), tonumber(ttl), key ~= '' and key or nil
end

-- The key is free again, if it is still this message's.
local function forget(keys, key, offset)
  if redis.call('HGET', keys[4], key) == text(offset) then
    redis.call('HDEL', keys[4], key)
  end
end

-- Takes elements from the front of the costs, and what belongs to them: messages that are still held leave history. Returns whether all of
-- them were there.
local function pop(keys, topic, count)
  local popped = redis.call('LPOP', keys[3], text(count)) or {}
  for i = 1, #popped do
    topic.c = topic.c + 1
    local cost, ttl, key = parse(popped[i])
    if key then
      forget(keys, key, topic.c)
    end
    if ttl then
      redis.call('ZREM', keys[5], text(topic.c))
    end
    topic.b = topic.b - cost
    if cost > 0 and topic.c > topic.lt then
      topic.lt = topic.c
      topic.n = topic.n - 1
    end
  end
  topic.changed = true
  return #popped == count
end

-- Everything up to here is lost: somebody has removed keys, or they have run out.
local function lose(keys, topic, offset)
  redis.call('DEL', keys[2], keys[3])
  topic.n, topic.b, topic.lt, topic.c = 0, 0, offset, offset
  topic.changed = true
end

-- Removes messages that are no longer held, as far as they fill whole blocks of the stream.
local function trim(keys, topic)
  if topic.n == 0 then
    redis.call('XTRIM', keys[2], 'MINID', text(topic.lt + 1))
  else
    redis.call('XTRIM', keys[2], 'MINID', '~', text(topic.lt + 1))
  end
end

local function evict_through(keys, topic, offset)
  while topic.c < offset do
    if not pop(keys, topic, math.min(512, offset - topic.c)) then
      lose(keys, topic, offset)
    end
  end
  trim(keys, topic)
end

-- Lets the oldest messages go until the limits are kept; size is that of a message.
local function evict(keys, topic, most, most_bytes, size)
  local over = topic.n - most
  if over > 0 and topic.n == topic.l - topic.lt then -- there is no hole between them: nothing has to be looked at
    topic.lt = topic.lt + over
    topic.n = most
    over = 0
  end
  local left = topic.lt - topic.c
  if over <= 0 and topic.b <= most_bytes and left < LEFT_MESSAGES and left * size < LEFT_BYTES then
    return
  end
  evict_through(keys, topic, topic.lt)
  while topic.n > most or topic.b > most_bytes do
    if not pop(keys, topic, math.max(1, topic.n - most)) then
      lose(keys, topic, topic.l)
    end
  end
end

local function first_from(keys, offset)
  local found = redis.call('XRANGE', keys[2], text(offset), '+', 'COUNT', '1')[1]
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
    lose(keys, topic, topic.l)
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
  change(topic)
end

local function expire_ends(keys, topic, ms)
  if topic.nx == 0 or topic.nx > ms then
    return
  end
  for _, each in ipairs(redis.call('ZRANGEBYSCORE', keys[5], '-inf', text(ms), 'LIMIT', '0', '1000')) do
    local wanted = tonumber(each)
    local offset, _, found = first_from(keys, wanted)
    if offset == wanted and wanted > topic.lt then
      redis.call('XDEL', keys[2], found[1])
      local at = text(wanted - topic.c - 1)
      local element = redis.call('LINDEX', keys[3], at)
      topic.n = topic.n - 1
      if element then
        local cost, _, key = parse(element)
        redis.call('LSET', keys[3], at, '0')
        topic.b = topic.b - cost
        if key then
          forget(keys, key, wanted)
        end
      end
    end
    redis.call('ZREM', keys[5], each)
  end
  local next = redis.call('ZRANGE', keys[5], '0', '0', 'WITHSCORES')
  topic.nx = next[2] and tonumber(next[2]) or 0
  if topic.n == 0 then
    evict_through(keys, topic, topic.l)
  end
  change(topic)
end

local function expire(keys, topic, ms, age)
  expire_age(keys, topic, ms, age)
  expire_ends(keys, topic, ms)
end

-- A key that may be new.
local function keep_one(key, age)
  redis.call('PEXPIRE', key, text(2 * age + 60000))
end

-- Saves what has changed. Topics go with their last use and the age of messages; their messages earlier, by their own age. The
-- end is not put off by every call: it is always further away than the age.
local function keep(keys, topic, ms, age)
  local put_off = ms - topic.x >= math.min(age, 30000)
  if put_off then
    topic.x = ms
    change(topic)
  end
  if topic.changed then
    save(keys, topic)
  end
  if put_off then
    for i = 1, 6 do
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

-- Keeps a new message, the topic's last one; first is the first offset of the call.
local function store(keys, topic, ms, age, first, message, cost, ttl, key)
  local id = string.format('%d-%d', topic.l, ms)
  if topic.there or topic.n == 0 then
    redis.call('XADD', keys[2], id, 'd', message)
  elseif not redis.call('XADD', keys[2], 'NOMKSTREAM', id, 'd', message) then
    lose(keys, topic, first - 1) -- somebody has removed the stream
    redis.call('XADD', keys[2], id, 'd', message)
  end
  topic.there = true
  if topic.n == 0 then
    topic.ot = ms
    topic.seldom = true
    keep_one(keys[2], age)
  end
  topic.n = topic.n + 1
  topic.b = topic.b + cost
  if ttl then
    local ends = ms + ttl
    redis.call('ZADD', keys[5], text(ends), text(topic.l))
    keep_one(keys[5], age)
    topic.nx = topic.nx == 0 and ends or math.min(topic.nx, ends)
    topic.seldom = true
  end
  if key then
    redis.call('HSET', keys[4], key, text(topic.l))
    keep_one(keys[4], age)
  end
end

local function add_costs(keys, topic, age, costs)
  local length = redis.call('RPUSH', keys[3], unpack(costs))
  if length == #costs then
    keep_one(keys[3], age)
  end
  if length ~= topic.l - topic.c then
    lose(keys, topic, topic.l) -- somebody has removed the costs
  end
end

-- token, tag, history-messages, history-bytes, history-age, max-topics, subscriptions of the caller to the channel; and of each
-- message: its element, the message. Returns the epoch, the forks, the last offset, the readers if other servers have some, and for each
-- message its offset, or the offset of the earlier message of its key, negative.
local function publish(keys, args)
  local token, tag, most, most_bytes, age = args[1], args[2], tonumber(args[3]), tonumber(args[4]), tonumber(args[5])
  if stale(keys, token) then
    return redis.error_reply('STALE another generation of the data is here')
  end
  local ms = now()
  local topic = load(keys, token, tag, ms) or begin(keys, token, tag, ms)
  if topic.l == 0 and keys[8] then
    if not room(keys, tonumber(args[6])) then
      return redis.error_reply('TOOMANY topics')
    end
    redis.call('ZADD', keys[8], text(ms), keys[1])
  end
  ms = math.max(ms, topic.t)
  expire(keys, topic, ms, age)
  local first, size, costs = topic.l + 1, 0, {}
  local live = {string.format('%s %d %d\n', topic.e, first, ms)}
  local results = {topic.e, topic.f, 0, {}}
  for i = 8, #args, 2 do
    local element, message = args[i], args[i + 1]
    local cost, ttl, key = parse(element)
    local earlier = key and tonumber(redis.call('HGET', keys[4], key) or 0)
    if earlier and earlier > topic.lt then
      results[#results + 1] = -earlier
    else
      topic.l = topic.l + 1
      results[#results + 1] = topic.l
      size = #message
      live[#live + 1] = struct.pack('>I4', size)
      live[#live + 1] = message
      costs[#costs + 1] = '0'
      if ttl and ttl <= 0 then -- it is delivered, and never held
      elseif most == 0 or cost > most_bytes then
        topic.lu = topic.l
        topic.seldom = true
      else
        store(keys, topic, ms, age, first, message, cost, ttl, key)
        costs[#costs] = element
      end
    end
  end
  if topic.l >= first then
    if topic.n > 0 then
      add_costs(keys, topic, age, costs)
    elseif topic.c < first - 1 then
      evict_through(keys, topic, first - 1)
    end
    topic.c = topic.n > 0 and topic.c or topic.l
    evict(keys, topic, most, most_bytes, size)
    topic.t = ms
    topic.changed = true
    if redis.call('SPUBLISH', string.sub(keys[1], 1, -2), table.concat(live)) > tonumber(args[7]) then
      results[4] = redis.call('HGETALL', keys[6])
    end
  end
  if topic.changed then
    keep(keys, topic, ms, age)
  end
  results[3] = topic.l
  return results
end

local function entries(keys, from, upto, count, bytes)
  local list, size, more = {}, 0, false
  local start = text(from)
  while #list < count and not more do
    local page = redis.call('XRANGE', keys[2], start, text(upto), 'COUNT', text(math.min(32, count - #list)))
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
-- something is missed (2: the topic has changed, begin anew), the messages, and the offset up to which nothing is held.
local function read(keys, args)
  local token, tag, age = args[1], args[2], tonumber(args[3])
  if stale(keys, token) then
    return redis.error_reply('STALE another generation of the data is here')
  end
  local ms = now()
  local topic = load(keys, token, tag, ms)
  local known = topic ~= nil
  topic = topic or (args[4] == '1' and begin(keys, token, tag, ms) or create(token, tag, ms))
  if known then
    if topic.n > 0 and redis.call('EXISTS', keys[2]) == 0 then
      lose(keys, topic, topic.l) -- somebody has removed the stream
    end
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
  return {topic.e, topic.f, topic.l, from, missed, list, topic.lt}
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
    redis.call('HSET', keys[6], args[4], args[5] .. ':' .. text(ms))
  else
    redis.call('HDEL', keys[6], args[4])
  end
  local all = redis.call('HGETALL', keys[6])
  for i = 1, #all, 2 do
    local count, said = string.match(all[i + 1], '^(%d+):(%d+)$')
    said = tonumber(said)
    if ms - said > READERS_AGE then
      redis.call('HDEL', keys[6], all[i])
    elseif said > ms then -- the clock was set back
      redis.call('HSET', keys[6], all[i], count .. ':' .. text(ms))
    end
  end
  redis.call('PEXPIRE', keys[6], text(READERS_AGE))
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
      local said, ends, drains, what = string.match(all[i + 1], '^(%d+) (%d+) (%d) (.*)$')
      said, ends = tonumber(said), tonumber(ends)
      if said > ms then -- the clock was set back
        said, ends = ms, ms + ends - said
        redis.call('HSET', keys[1], all[i], string.format('%.0f %.0f %s ', said, ends, drains) .. what)
      end
      if ends > ms then
        seen[#seen + 1] = id
        seen[#seen + 1] = ms - said
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

-- What the functions need, once on the same key.
local function try(key)
  for _, each in ipairs({
    {'TIME'}, {'DEL', key}, {'EXISTS', key}, {'XADD', key, '1-1', 'd', ''}, {'XRANGE', key, '-', '+'}, {'XDEL', key, '1-1'},
    {'XTRIM', key, 'MINID', '2'}, {'DEL', key}, {'RPUSH', key, '0', '0'}, {'LINDEX', key, '0'}, {'LSET', key, '0', '1'},
    {'LPOP', key, '1'}, {'DEL', key}, {'HSET', key, 'a', '1'}, {'HGET', key, 'a'}, {'HMGET', key, 'a'}, {'HGETALL', key},
    {'HEXISTS', key, 'a'}, {'HDEL', key, 'a'}, {'ZADD', key, '1', 'a'}, {'ZCARD', key}, {'ZRANGE', key, '0', '0'},
    {'ZRANGEBYSCORE', key, '1', '1'}, {'ZREM', key, 'a'}, {'SET', key, '', 'KEEPTTL'}, {'SETRANGE', key, '0', 'a'}, {'GET', key},
    {'PEXPIRE', key, '60000'},
  }) do
    local answer = redis.pcall(unpack(each))
    if type(answer) == 'table' and answer.err then
      return redis.error_reply('NOPERM functions may not run ' .. each[1])
    end
  end
end

-- Says through a channel that all of this works: keys[1] is written to; the channel, what to say, 1 to try all commands first: a
-- function that fails on its way has done one half.
local function beat(keys, args)
  local refused = args[3] == '1' and try(keys[1])
  if refused then
    return refused
  end
  redis.call('SET', keys[1], args[2], 'PX', 60000)
  redis.call('SPUBLISH', args[1], args[2])
  return 1
end

redis.register_function('oneport3_publish', publish)
redis.register_function{function_name = 'oneport3_read', callback = read, flags = {'allow-oom'}}
redis.register_function{function_name = 'oneport3_readers', callback = readers, flags = {'allow-oom'}}
redis.register_function{function_name = 'oneport3_announce', callback = announce, flags = {'allow-oom'}}
redis.register_function{function_name = 'oneport3_drain', callback = drain, flags = {'allow-oom'}}
redis.register_function('oneport3_join', join)
redis.register_function('oneport3_beat', beat)
