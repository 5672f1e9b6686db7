-- Reserves one unit until a deadline, all or nothing: 1 granted, 0 not enough there.
--
-- KEYS  1 the level, a hash of on_hand and held
--       2 the reservation
--       3 the sorted set of deadlines
-- ARGV  1 what the reservation says: sku:location:quantity
--       2 the deadline in milliseconds
--
-- A reservation is one string and not a hash: one command less to log, and less memory.
local level = redis.call('HMGET', KEYS[1], 'on_hand', 'held')
if level[1] - level[2] < 1 then
    return 0
end
-- NX: an id that is used twice is an error, as in every other system here.
if not redis.call('SET', KEYS[2], ARGV[1], 'NX') then
    return redis.error_reply('DUPLICATE')
end
redis.call('HINCRBY', KEYS[1], 'held', 1)
redis.call('ZADD', KEYS[3], ARGV[2], KEYS[2])
return 1
