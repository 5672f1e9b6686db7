-- The Stockroom wire protocol, version 1, for Wireshark and tshark.
--
--   tshark -X lua_script:protocol/stockroom.lua -r capture.pcap -Y 'stockroom.refusal'
--
-- or copy this file to the folder that Wireshark names under Help > About > Folders > Personal Lua Plugins.
--
-- The tables below follow README.md, operations.md and queries.md, in their order and with their words. The code that
-- walks them stands before them. Wireshark has Lua 5.2 up to version 4.2 and Lua 5.4 from 4.4 on: so there are no
-- operators on bits here, which 5.2 does not have.

local stockroom = Proto("stockroom", "Stockroom Wire Protocol")

local header_bytes = 16
local known_version = 1

-- A tree above a million items is an error in Wireshark. Results may be longer than that: list entries beyond this
-- many items are checked, but not shown.
local items_max = 100000

stockroom.prefs.port = Pref.uint("TCP port", 7420, "Port of the server")
stockroom.prefs.frame_max = Pref.uint("Longest frame", 33554432,
    "A frame that says it is longer than this many bytes is malformed; nobody waits for its end")
stockroom.prefs.desegment = Pref.bool("Reassemble frames", true, "Frames may stretch over several TCP segments")

------------------------------------------------------------------------------------------------------------------------
-- Numbers and their names
------------------------------------------------------------------------------------------------------------------------

local opcode = {
    HELLO = 1, WELCOME = 2, PING = 3, PONG = 4, GOODBYE = 5, ERROR = 6, COMMAND = 16, ANSWER = 17, BATCH = 18,
    ANSWERS = 19, QUERY = 20, RESULT = 21, SUBSCRIBE = 24, EVENTS = 25, CREDIT = 26, UNSUBSCRIBE = 27, ENDED = 28,
    BACKUP = 32, CHUNK = 33, BACKED_UP = 34,
}

local names = {}

names.opcode = {}
for name, number in pairs(opcode) do names.opcode[number] = name end

names.goodbye_reason = { "shutting down", "idle", "stalled", "incomplete" }

names.error = {
    "MALFORMED", "UNSUPPORTED_VERSION", "HELLO_EXPECTED", "UNAUTHENTICATED", "UNKNOWN_OPCODE", "FRAME_TOO_LONG",
    "BATCH_TOO_LONG", "TOO_MANY_IN_FLIGHT", "BUSY", "TIME_LIMIT_PASSED", "SEQUENCE_NOT_REACHED", "FORBIDDEN", "REFUSED",
    "RESULT_TOO_LONG", "NOT_IN_A_BATCH", "TOO_MANY_CONNECTIONS", "TOO_MANY_SUBSCRIPTIONS", "TOO_MUCH_CREDIT",
    "DUPLICATE_SUBSCRIPTION", "UNKNOWN_SUBSCRIPTION", "FEED_TRIMMED", "OTHER_INCARNATION", "STORAGE_FAILED", "DAMAGED",
    "SHUTTING_DOWN",
}

-- The errors after which the server closes the connection.
local closing_errors = { [1] = true, [2] = true, [3] = true, [4] = true, [6] = true, [16] = true }

names.credential_kind = { [0] = "none" }

names.operation = {
    "define", "reserve", "extend", "commit", "release", "fulfil", "return", "sell", "move", "adjust", "count",
    "reverse", "put document", "delete document", "transaction", "re-source", "allocate", "sell as a fact",
}

names.outcome = {
    [0] = "done", [1] = "reserved", [2] = "extended", [3] = "sold", [4] = "counted, of old", [5] = "transacted",
    [6] = "sold as a fact", [7] = "moved", [8] = "counted", [255] = "refused",
}
local refused = 255

names.refusal = {
    "INSUFFICIENT_STOCK", "INSUFFICIENT_SINGLE_LOCATION", "UNKNOWN_SKU", "UNKNOWN_LOCATION", "UNKNOWN_SITE",
    "UNKNOWN_CHANNEL", "SKU_INACTIVE", "NOT_FOUND", "EXPIRED", "ALREADY_RESOLVED", "EXCEEDS_HELD", "EXCEEDS_COMMITTED",
    "EXCEEDS_RETURNABLE", "WOULD_GO_NEGATIVE", "VERSION_MISMATCH", "IDEMPOTENCY_CONFLICT", "TOO_OLD",
    "REASON_NOT_ALLOWED", "ALREADY_REVERSED", "OVERFLOW", "LIMIT", "MALFORMED", "STORAGE_FULL", "INVALID", "SUPERSEDED",
    "KIT_CYCLE", "KIT_TOO_DEEP", "CAP_EXCEEDED", "TOO_MANY_HOLDS", "DEFINITION_MISMATCH", "EXCEEDS_WAITING", "GUARDED",
    "APPROVAL_REQUIRED",
}

names.invalidity = {
    "NO_LINES", "QUANTITY_NOT_POSITIVE", "HOLD_NOT_POSITIVE", "UNKNOWN_LINE", "DUPLICATE", "SAME_ENDS",
    "LOCATION_NOT_PHYSICAL", "LOCATION_NOT_LOSS", "DIFFERENCE_IS_ZERO", "COUNT_IS_NEGATIVE", "ANCHOR_IN_THE_FUTURE",
    "REASON_IS_REVERSE", "NOT_REVERSIBLE", "IDENTIFIER_IS_ZERO", "CODE_LENGTH", "SITE_OF_LOCATION", "LOCATION_IS_FIXED",
    "HOLDS_OUT_OF_ORDER", "KEY_BYTES", "TERM_BYTES", "DEVICE_WITHOUT_REQUEST", "BUFFER_IS_NEGATIVE", "NOT_REPLACEABLE",
    "CAP_IS_NEGATIVE", "WINDOW_IS_EMPTY", "KITS_MOVE_WHOLE", "FACT_WITHOUT_REASON", "THRESHOLD_IS_NEGATIVE",
    "KEY_IS_RESERVED", "ISSUED_IN_THE_FUTURE",
}

names.query = {
    "AVAILABILITY", "AVAILABILITY_CHANGES", "POLICIES", "LEVELS", "LEVELS_AT", "RESERVATION", "RESERVATIONS", "HOLDS",
    "PROMISES", "WAITING", "THRESHOLDS", "MOVEMENTS", "MOVEMENTS_OF", "MOVEMENTS_ON", "BOOK", "DOCUMENT", "DOCUMENTS",
    "DOCUMENTS_BY_TERM", "DEFINITION", "SITES", "LOCATIONS", "CHANNELS", "FEED", "STATISTICS",
}

names.result = {
    "availability", "availability changes", "policies", "levels", "reservation", "reservations", "thresholds",
    "movements", "quantity", "document", "documents", "term matches", "definition", "sites", "locations", "channels",
    "feed", "statistics",
}

names.definition = { [1] = "SKU", [3] = "location", [5] = "channel", [6] = "policy", [7] = "site", [8] = "threshold" }
names.scope = { "site", "channel" }
names.mode = { "all or nothing", "partial", "backorder" }
names.sourcing = { [0] = "best single site, or the one named", [1] = "whole order first", [2] = "by rank" }
names.remainder = { "keep", "release" }
names.precondition = { [0] = "absent", [1] = "document", [2] = "defined" }
names.count_result = { "agrees", "booked", "frozen in quarantine", "waits for an approval" }
names.feed_page = { "events", "trimmed", "other incarnation" }

names.location_kind = {
    [1] = "stock", [2] = "receiving", [3] = "returns", [4] = "quarantine", [5] = "damaged", [6] = "repair",
    [7] = "transit", [32] = "supplier", [33] = "customer", [34] = "loss", [35] = "scrap", [36] = "transform",
}

names.reason = {
    "receive", "putaway", "issue", "transfer out", "transfer in", "return in", "disposition", "adjust", "count",
    "scrap", "supplier return", "repair out", "repair in", "assemble", "disassemble", "relabel", "reverse",
}

names.resolution = { "committed", "released", "expired", "fulfilled", "accepted" }

names.transition = {
    "held", "committed", "released held", "released committed", "expired", "fulfilled", "returned", "sold", "revived",
    "backordered", "short held", "short committed", "allocated", "released waiting", "expired waiting",
    "revived waiting", "confirmed waiting",
}

names.reservation_state = { "held", "committed", "fulfilled", "released", "expired", "waiting" }
names.threshold_state = { "ample", "low", "out" }
names.document_type = { "inspection", "approval", "displaced promise", "recount" }

names.change = {
    [1] = "units of a promise", [2] = "deadline", [3] = "document written", [4] = "document deleted", [5] = "defined",
    [7] = "superseded", [8] = "units come from elsewhere", [9] = "fact", [10] = "threshold crossed",
}

local function name_of(key, number)
    return names[key][number] or string.format("%s %d", key, number)
end

------------------------------------------------------------------------------------------------------------------------
-- Fields: what can be filtered
------------------------------------------------------------------------------------------------------------------------

-- One field for one meaning, wherever it stands: `stockroom.sku == 4711` finds the SKU in a line, an answer, an event.
-- Key: kind, label, table of names. The filter is `stockroom.` and the key.
local field_table = {
    -- header
    length = { "u32", "Length" },
    version = { "u8", "Version" },
    opcode = { "u8", "Opcode", "opcode" },
    flags = { "u16", "Flags" },
    request_id = { "u64", "Request id" },
    time_limit = { "u32", "Time limit (ms)" },
    least_sequence = { "u64", "Least sequence" },
    sequence = { "u64", "Sequence" },
    zero = { "raw", "Zero" },
    undecoded = { "raw", "Not dissected" },
    count = { "u32", "Count" },
    present = { "flag", "Present" },
    entry_length = { "u32", "Entry length" },
    entry_opcode = { "u8", "Entry opcode", "opcode" },
    -- connection
    magic = { "raw", "Magic" },
    oldest_version = { "u8", "Oldest version" },
    newest_version = { "u8", "Newest version" },
    credential_kind = { "u8", "Credential kind", "credential_kind" },
    credential = { "short bytes", "Credential" },
    client_name = { "text", "Client name" },
    agreed_version = { "u8", "Agreed version" },
    incarnation = { "u64", "Incarnation" },
    time = { "instant", "Engine time" },
    request_bytes_max = { "u32", "Most bytes of a frame from the client" },
    result_bytes_max = { "u32", "Most bytes of a frame from the server" },
    in_flight_max = { "u32", "Most requests in flight" },
    batch_max = { "u32", "Most requests in a batch" },
    subscriptions_max = { "u32", "Most subscriptions" },
    credit_max = { "u32", "Most credit of a subscription" },
    idle_time = { "u32", "Idle time (ms)" },
    frame_time = { "u32", "Frame time (ms)" },
    stall_time = { "u32", "Stall time (ms)" },
    server_name = { "text", "Server name" },
    mark = { "mark", "Mark" },
    goodbye_reason = { "u8", "Reason", "goodbye_reason" },
    position = { "u64", "Position" },
    credit = { "u32", "Credit (events)" },
    -- backup
    file_offset = { "u64", "Offset in the file" },
    file_bytes = { "raw", "Bytes of the file" },
    file_size = { "u64", "Bytes of the whole file" },
    file_checksum = { "u64", "Checksum of the whole file" },
    -- errors
    error = { "u8", "Error", "error" },
    at = { "u32", "At byte" },
    max = { "u32", "Most" },
    retry_after = { "u32", "Retry after (ms)" },
    unknown_opcode = { "u8", "Unknown opcode", "opcode" },
    needs = { "u32", "Needs principal" },
    oldest_sequence = { "u64", "Oldest sequence" },
    message = { "text", "Message" },
    -- commands
    operation = { "u8", "Operation", "operation" },
    command_flags = { "u8", "Command flags" },
    principal = { "u32", "Principal" },
    issued_at = { "instant", "Issued at" },
    command_request = { "id", "Request id of the command" },
    device = { "u32", "Device" },
    device_counter = { "u64", "Device counter" },
    -- shared pieces
    sku = { "u64", "SKU" },
    quantity = { "i64", "Quantity" },
    location = { "u32", "Location" },
    site = { "u32", "Site" },
    channel = { "u32", "Channel" },
    line = { "u16", "Line" },
    reservation = { "id", "Reservation" },
    owner = { "id", "Owner" },
    from = { "u32", "From" },
    to = { "u32", "To" },
    loss = { "u32", "Loss" },
    document_key = { "short bytes", "Document key" },
    term = { "short bytes", "Term" },
    document_line = { "u32", "Document line" },
    promotion = { "u32", "Promotion" },
    category = { "u32", "Category" },
    brand = { "u32", "Brand" },
    unit_cost = { "i64", "Unit cost (1/10,000)" },
    context_flags = { "u8", "Context flags" },
    fulfilment_method = { "u16", "Fulfilment method" },
    occurred_at = { "instant", "Occurred at" },
    business_date = { "i32", "Business date" },
    fact_reason = { "u16", "Reason of the fact" },
    -- definitions
    definition = { "u8", "Definition", "definition" },
    code = { "text", "Code" },
    sku_flags = { "u8", "SKU flags" },
    location_kind = { "u8", "Kind of location", "location_kind" },
    default_hold = { "i64", "Default hold (ms)" },
    longest_hold = { "i64", "Longest hold (ms)" },
    channel_flags = { "u8", "Channel flags" },
    holds_per_owner = { "u32", "Most holds per owner" },
    buffer = { "i64", "Buffer" },
    cap = { "i64", "Cap" },
    window_start = { "instant", "Window start" },
    window_end = { "instant", "Window end" },
    earmark = { "i64", "Earmark" },
    utc_offset = { "i16", "UTC offset (minutes)" },
    day_cut = { "i16", "Day cut (minutes)" },
    found_without_approval = { "i64", "Found without approval" },
    scope = { "u8", "Scope", "scope" },
    bound = { "i64", "Bound" },
    -- operations
    reserve_how = { "u8", "How" },
    splits = { "u32", "Most splits" },
    hold = { "i64", "Hold (ms)" },
    replaces = { "id", "Replaces" },
    commit_how = { "u8", "How" },
    move_how = { "u8", "How" },
    difference = { "i64", "Difference" },
    anchor = { "u64", "Anchor" },
    counted = { "i64", "Counted" },
    movement = { "movement", "Movement" },
    document_type = { "u16", "Type of document", "document_type" },
    document_body = { "long bytes", "Body" },
    precondition = { "u8", "Precondition", "precondition" },
    document_version = { "u64", "Document version" },
    -- outcomes
    outcome = { "u8", "Outcome", "outcome" },
    deadline = { "instant", "Deadline" },
    place_line = { "u16", "Line and flags" },
    component = { "u64", "Component" },
    was_committed = { "flag", "Was committed" },
    re_sourced = { "i64", "Re-sourced" },
    short = { "i64", "Short" },
    count_result = { "u8", "Result of the count", "count_result" },
    -- refusals
    refusal = { "u8", "Refusal", "refusal" },
    requested = { "i64", "Requested" },
    available = { "i64", "Available" },
    expired_at = { "instant", "Expired at" },
    resolution = { "u8", "Resolution", "resolution" },
    held = { "i64", "Held" },
    committed = { "i64", "Committed" },
    returnable = { "i64", "Returnable" },
    waiting = { "i64", "Waiting" },
    actual_version = { "u64", "Actual version" },
    retry_window = { "i64", "Window for retries (ms)" },
    reason = { "u8", "Reason", "reason" },
    kind_from = { "u8", "Kind from", "location_kind" },
    kind_to = { "u8", "Kind to", "location_kind" },
    limit_max = { "i64", "Most" },
    invalidity = { "u8", "Invalidity", "invalidity" },
    superseded_by = { "id", "Superseded by" },
    depth_max = { "u8", "Deepest" },
    by_another = { "flag", "By another" },
    approval_threshold = { "i64", "Threshold" },
    used = { "i64", "Used" },
    -- queries
    query = { "u8", "Query", "query" },
    with_reasons = { "flag", "With reasons" },
    limit = { "u16", "Limit" },
    after_sku = { "u64", "After SKU" },
    after_reservation = { "id", "After reservation" },
    after_deadline = { "instant", "After deadline" },
    after_promised = { "u64", "After promised" },
    after_movement = { "movement", "After movement" },
    before_movement = { "movement", "Before movement" },
    as_of = { "u64", "As of sequence" },
    prefix = { "short bytes", "Prefix" },
    from_key = { "short bytes", "From" },
    to_key = { "short bytes", "To" },
    reversed = { "flag", "Reversed" },
    cursor = { "short bytes", "Cursor" },
    -- results
    result = { "u8", "Result", "result" },
    on_hand = { "i64", "On hand" },
    free = { "i64", "Free" },
    earmarked = { "i64", "Earmarked" },
    limiting_component = { "u64", "Limiting component" },
    before = { "i64", "Before" },
    after = { "i64", "After" },
    threshold_state = { "u8", "State", "threshold_state" },
    newest_movement = { "movement", "Newest movement" },
    previous_from = { "movement", "Previous movement of from" },
    previous_to = { "movement", "Previous movement of to" },
    corrects = { "movement", "Corrects" },
    first_held = { "instant", "First held" },
    promise_sequence = { "u64", "Sequence of the promise" },
    generation = { "u16", "Generation" },
    reservation_state = { "u8", "State", "reservation_state" },
    confirmed = { "flag", "Confirmed" },
    kit = { "u64", "Kit" },
    place_flags = { "u8", "Place flags" },
    fulfilled = { "i64", "Fulfilled" },
    returned = { "i64", "Returned" },
    released = { "i64", "Released" },
    expired = { "i64", "Expired" },
    backordered = { "i64", "Backordered" },
    page_sequence = { "u64", "Sequence of the page" },
    -- feed
    feed_page = { "u8", "Feed page", "feed_page" },
    event_sequence = { "u64", "Sequence of the event" },
    change = { "u8", "Change", "change" },
    transition = { "u8", "Transition", "transition" },
    state_before = { "u8", "Before", "threshold_state" },
    state_after = { "u8", "After", "threshold_state" },
    units = { "i64", "Units" },
    -- statistics
    checkpoint_sequence = { "u64", "Checkpoint sequence" },
    batches = { "u64", "Batches" },
    commands_accepted = { "u64", "Commands accepted" },
    commands_refused = { "u64", "Commands refused" },
    holds_expired = { "u64", "Holds expired" },
    journal_bytes = { "u64", "Journal bytes written" },
    checkpoints = { "u64", "Checkpoints" },
    checkpoint_time = { "u64", "Last checkpoint: time (ms)" },
    checkpoint_rows = { "u64", "Last checkpoint: rows" },
    dirty_rows = { "u64", "Dirty rows" },
    dirty_bytes = { "u64", "Dirty bytes" },
    levels_waiting = { "u64", "Levels waiting" },
    store_bytes = { "u64", "Store bytes" },
    file_bytes = { "u64", "File bytes" },
    reader_behind = { "u64", "Reader: checkpoints behind" },
    archive_state = { "u64", "Archive: state" },
    archive_sequence = { "u64", "Archive: sequence" },
    archive_segments = { "u64", "Archive: segments" },
    archive_segments_waiting = { "u64", "Archive: segments waiting" },
    archive_bytes_waiting = { "u64", "Archive: bytes waiting" },
    archive_segments_let_go = { "u64", "Archive: segments let go" },
    archive_failures = { "u64", "Archive: failures" },
    recovery_commands = { "u64", "Recovery: commands replayed" },
    recovery_time = { "u64", "Recovery: time (ms)" },
    recovery_bytes_dropped = { "u64", "Recovery: bytes dropped" },
    flush_count = { "u64", "Flushes within the time of the step" },
    table_name = { "text", "Table" },
    rows = { "u64", "Rows" },
}

-- Fields that are made of bits: key of the field, then parts (key, label, mask, table of names). Bits in no part cannot
-- be read. A part without names is one bit; others that are a field elsewhere have the same filter.
local bits_table = {
    flags = { { "time_limit", "Time limit follows", 0x01 }, { "least_sequence", "Least sequence follows", 0x02 } },
    command_flags = { { "request", "Request id follows", 0x01 }, { "device", "Device mark follows", 0x02 } },
    context_flags = {
        { "occurred_at", "Occurred at follows", 0x01 }, { "business_date", "Business date follows", 0x02 },
        { "document", "Document follows", 0x04 },
    },
    sku_flags = {
        { "active", "Active", 0x01 }, { "kit", "Components follow", 0x02 },
        { "needs_inspection", "Needs an inspection", 0x04 },
    },
    channel_flags = {
        { "holds_per_owner", "Holds per owner follows", 0x01 }, { "backorders", "Backorders are accepted", 0x02 },
    },
    reserve_how = {
        { "mode", "Mode", 0x0f, "mode" }, { "sourcing", "Sourcing", 0x70, "sourcing" },
        { "replaces", "Replaces follows", 0x80 },
    },
    commit_how = { { "remainder", "What stays held", 0x7f, "remainder" }, { "revives", "Revives", 0x80 } },
    move_how = {
        { "reason", "Reason", 0x3f, "reason" }, { "fact", "Fact follows", 0x40 },
        { "serves_backorders", "Serves backorders", 0x80 },
    },
    place_line = {
        { "line", "Line", 0x3fff, false }, { "waits", "The units wait", 0x4000 },
        { "component", "Component follows", 0x8000 },
    },
    place_flags = {
        { "not_there", "Not there when asked for", 0x01 }, { "stays", "Stays at its site", 0x02 },
    },
}

-- Parts whose other values cannot be read.
local closed_parts = { mode = true, sourcing = true, remainder = true }

local integer_fields = {
    u8 = ProtoField.uint8, u16 = ProtoField.uint16, u32 = ProtoField.uint32, u64 = ProtoField.uint64,
    i16 = ProtoField.int16, i32 = ProtoField.int32, i64 = ProtoField.int64,
}
local byte_kinds = { raw = true, mark = true, ["short bytes"] = true, ["long bytes"] = true }
local yes_and_no = { "yes", "no" }

local function proto_field(key, spec)
    local kind, label, name = spec[1], spec[2], spec[3]
    local filter = "stockroom." .. key
    if integer_fields[kind] then
        local base_of_field = bits_table[key] and base.HEX or base.DEC
        return integer_fields[kind](filter, label, base_of_field, name and names[name] or nil)
    elseif kind == "flag" then
        return ProtoField.bool(filter, label, base.NONE, yes_and_no)
    elseif kind == "instant" then
        return ProtoField.absolute_time(filter, label, base.UTC)
    elseif byte_kinds[kind] then
        return ProtoField.bytes(filter, label, base.SPACE)
    end
    return ProtoField.string(filter, label, base.UNICODE)
end

local function part_field(key, width, part)
    local name, label, mask, values = part[1], part[2], part[3], part[4]
    local is_shared = values ~= nil and field_table[name]
    local filter = "stockroom." .. (is_shared and name or key .. "." .. name)
    if values == nil then return ProtoField.bool(filter, label, width, yes_and_no, mask) end
    local make = width == 8 and ProtoField.uint8 or ProtoField.uint16
    return make(filter, label, base.DEC, values and names[values] or nil, mask)
end

local proto_fields, part_fields = {}, {}
local all_fields = {}
for key, spec in pairs(field_table) do
    proto_fields[key] = proto_field(key, spec)
    all_fields[#all_fields + 1] = proto_fields[key]
end
for key, parts in pairs(bits_table) do
    part_fields[key] = {}
    for index, part in ipairs(parts) do
        part_fields[key][index] = part_field(key, field_table[key][1] == "u8" and 8 or 16, part)
        all_fields[#all_fields + 1] = part_fields[key][index]
    end
end

-- Not on the wire: what belongs together on a connection.
local answered_in = ProtoField.framenum("stockroom.answered_in", "Answered in", base.NONE, frametype.RESPONSE)
local answers_to = ProtoField.framenum("stockroom.answers", "Answers", base.NONE, frametype.REQUEST)
local response_time = ProtoField.relative_time("stockroom.response_time", "Time", "From the request to its answer")
local request_name = ProtoField.string("stockroom.request", "Request", base.UNICODE)
for _, field in ipairs({ answered_in, answers_to, response_time, request_name }) do
    all_fields[#all_fields + 1] = field
end
stockroom.fields = all_fields

local function expert_info(name, text, group, severity)
    return ProtoExpert.new("stockroom." .. name, text, expert.group[group], expert.severity[severity])
end
-- The server says of these that it cannot read them.
local malformed_info = expert_info("malformed", "Malformed", "MALFORMED", "ERROR")
-- The bytes may be right: the capture has only the beginning of them.
local cut_info = expert_info("cut", "The capture ends before the frame", "UNDECODED", "WARN")
-- A number of a newer server or client. Nothing is wrong, but what follows may not be readable.
local unknown_info = expert_info("unknown", "Unknown", "UNDECODED", "WARN")
local unexpected_info = expert_info("unexpected", "Unexpected", "PROTOCOL", "WARN")
local version_info = expert_info("other_version", "Not the agreed version", "PROTOCOL", "WARN")
local closes_info = expert_info("closes", "The server closes the connection", "SEQUENCE", "WARN")
local refused_info = expert_info("refused", "Refused", "RESPONSE_CODE", "NOTE")
stockroom.experts = {
    malformed_info, cut_info, unknown_info, unexpected_info, version_info, closes_info, refused_info,
}

------------------------------------------------------------------------------------------------------------------------
-- Reading: a cursor that never leaves its frame
------------------------------------------------------------------------------------------------------------------------

local function has_bit(value, bit)
    return math.floor(value / bit) % 2 == 1
end

-- The part of a value under a mask, whose bits are neighbours.
local function masked(value, mask)
    local lowest = 1
    while not has_bit(mask, lowest) do lowest = lowest * 2 end
    return math.floor(value / lowest) % math.floor(mask / lowest + 1)
end

local Cursor = {}
Cursor.__index = Cursor

local function new_cursor(tvb, item)
    local cursor = { tvb = tvb, item = item, offset = 0, limit = tvb:len(), items = 0, malformed = false }
    cursor.is_cut = tvb:len() < tvb:reported_len()
    return setmetatable(cursor, Cursor)
end

function Cursor:left()
    return self.limit - self.offset
end

-- The next bytes, or nil if there are not so many.
function Cursor:take(count)
    if count > self:left() then return nil end
    local range = self.tvb(self.offset, count)
    self.offset = self.offset + count
    return range
end

-- Reading cannot go on. Always false, so that a reader can return it. Without an item the frame's is marked: entries
-- of long lists have none.
function Cursor:fail(item, reason)
    local marked = item or self.item
    marked:add_proto_expert_info(malformed_info, "Malformed: " .. reason)
    self.malformed = true
    return false
end

-- There are fewer bytes than there should be. Whose fault that is depends on the capture.
function Cursor:ends_early(item, what)
    if not self.is_cut then return self:fail(item, what .. " ends early") end
    local marked = item or self.item
    marked:add_proto_expert_info(cut_info, what .. " is not in the capture")
    return false
end

-- Shows the rest as bytes.
function Cursor:rest(tree)
    local range = self:left() > 0 and self:take(self:left())
    if range and tree then tree:add(proto_fields.undecoded, range) end
    return true
end

-- A number that this file does not know decides what follows. Not malformed, but the end of reading.
function Cursor:unknown(tree, what)
    local marked = tree or self.item
    marked:add_proto_expert_info(unknown_info, what)
    self:rest(tree)
    return false
end

-- 128 bits, the low ones first, written as a UUID.
local function id_text(range)
    local bytes, digits = range:bytes(), ""
    for index = 15, 0, -1 do
        digits = digits .. string.format("%02x", bytes:get_index(index))
    end
    return table.concat({
        digits:sub(1, 8), digits:sub(9, 12), digits:sub(13, 16), digits:sub(17, 20), digits:sub(21),
    }, "-")
end

local function movement_text(range)
    return tostring(range(0, 8):le_uint64()) .. "/" .. range(8, 2):le_uint()
end

-- Milliseconds since 1970 as Wireshark's seconds and nanoseconds, the latter never negative.
local function time_of(milliseconds)
    local seconds, rest = (milliseconds / 1000):tonumber(), (milliseconds % 1000):tonumber()
    if rest < 0 then seconds, rest = seconds - 1, rest + 1000 end
    return NSTime.new(seconds, math.floor(rest) * 1000000)
end

-- How a kind of fixed length is read: its bytes, and its value.
local function little_endian(range) return range:le_uint() end
local fixed_kinds = {
    u8 = { 1, little_endian },
    u16 = { 2, little_endian },
    u32 = { 4, little_endian },
    u64 = { 8, function(range) return range:le_uint64() end },
    i16 = { 2, function(range) return range:le_int() end },
    i32 = { 4, function(range) return range:le_int() end },
    i64 = { 8, function(range) return range:le_int64() end },
    flag = { 1, little_endian },
    instant = { 8, function(range) return range:le_int64() end },
    id = { 16, id_text },
    movement = { 10, movement_text },
    mark = { 8, function(range) return range:bytes():tohex(true) end },
}

-- Kinds with a count of bytes before them.
local count_bytes = { text = 2, ["short bytes"] = 2, ["long bytes"] = 4 }

local function day_text(days)
    return os.date("!%Y-%m-%d", days * 86400)
end

-- What is said behind a value.
local notes = {
    hold = function(value) return tostring(value) == "-1" and "the channel's default" end,
    business_date = function(value) return math.abs(value) < 1000000 and day_text(value) end,
    principal = function(value) return value == 0 and "the engine itself" end,
    sequence = function(value) return tostring(value) == "0" and "the empty store" end,
    owner = function(value) return not value:find("[1-9a-f]") and "nobody" end,
}

local function add_fixed(tree, key, range, value)
    local kind, field = field_table[key][1], proto_fields[key]
    if kind == "instant" then return tree:add(field, range, time_of(value)) end
    if kind == "id" or kind == "movement" then return tree:add(field, range, value) end
    if kind == "mark" then return tree:add(field, range) end
    return tree:add_le(field, range)
end

-- Bits that are in no part, or a part with a value that cannot be read: the reason. Otherwise nil.
local function bits_fault(key, value)
    local known = 0
    for _, part in ipairs(bits_table[key]) do
        known = known + part[3]
        local number = masked(value, part[3])
        if closed_parts[part[1]] and not names[part[4]][number] then
            return string.format("%s cannot be %d", part[2], number)
        end
    end
    for exponent = 0, 15 do
        local bit = 2 ^ exponent
        if has_bit(value, bit) and not has_bit(known, bit) then
            return string.format("%s have an unknown bit", field_table[key][2])
        end
    end
end

local function add_parts(item, key, range)
    for index in ipairs(bits_table[key]) do item:add_le(part_fields[key][index], range) end
end

local function limit_fault(value)
    if value < 1 or value > 1000 then return "a limit is 1 to 1,000" end
end

-- Numbers that decide nothing but themselves: one that is not known is kept, and reading goes on behind it.
local open_numbers = {
    goodbye_reason = true, location_kind = true, kind_from = true, kind_to = true, reason = true, resolution = true,
    invalidity = true, transition = true, count_result = true, reservation_state = true, threshold_state = true,
    state_before = true, state_after = true,
}

-- A number that is not known, of a field or of a part: its label. Otherwise nil.
local function unknown_number(key, value)
    local spec = field_table[key]
    if open_numbers[key] and not names[spec[3]][value] then return spec[2] end
    for _, part in ipairs(bits_table[key] or {}) do
        if open_numbers[part[1]] and not names[part[4]][masked(value, part[3])] then return part[2] end
    end
end

-- The flags of a header are judged when all of the header is read.
local function value_fault(key, value)
    if key == "flags" then return nil end
    if field_table[key][1] == "flag" and value > 1 then return "a flag is 0 or 1" end
    if bits_table[key] then return bits_fault(key, value) end
    if key == "limit" then return limit_fault(value) end
end

-- Parts that are numbers have a value of their own.
local function note_values(values, key, value)
    values[key] = value
    for _, part in ipairs(bits_table[key] or {}) do
        if part[4] ~= nil then values[part[1]] = masked(value, part[3]) end
    end
end

local function show_fixed(cursor, tree, key, range, value)
    local item = add_fixed(tree, key, range, value)
    cursor.items = cursor.items + 1
    if bits_table[key] then add_parts(item, key, range) end
    local note = notes[key] and notes[key](value)
    if note then item:append_text(" (" .. note .. ")") end
    local unknown = unknown_number(key, value)
    if unknown then item:add_proto_expert_info(unknown_info, unknown .. " is not known") end
    return item
end

local function read_fixed(cursor, tree, values, key)
    local kind = fixed_kinds[field_table[key][1]]
    local range = cursor:take(kind[1])
    if not range then return cursor:ends_early(tree, field_table[key][2]) end
    local value = kind[2](range)
    note_values(values, key, value)
    local item = tree and show_fixed(cursor, tree, key, range, value)
    local fault = value_fault(key, value)
    return not fault or cursor:fail(item, fault)
end

-- Ranges of the bytes that follow the first one of a UTF-8 character, where they are not 80 to bf.
local second_byte = {
    [0xe0] = { 0xa0, 0xbf }, [0xed] = { 0x80, 0x9f }, [0xf0] = { 0x90, 0xbf }, [0xf4] = { 0x80, 0x8f },
}

local function character_bytes(first)
    if first < 0x80 then return 1 end
    if first >= 0xc2 and first <= 0xdf then return 2 end
    if first >= 0xe0 and first <= 0xef then return 3 end
    if first >= 0xf0 and first <= 0xf4 then return 4 end
end

local function is_utf8(bytes)
    local at = 1
    while at <= #bytes do
        local first = bytes:byte(at)
        local count = character_bytes(first)
        if not count or at + count - 1 > #bytes then return false end
        for index = 1, count - 1 do
            local bounds = index == 1 and second_byte[first] or { 0x80, 0xbf }
            local byte = bytes:byte(at + index)
            if byte < bounds[1] or byte > bounds[2] then return false end
        end
        at = at + count
    end
    return true
end

-- Keys and terms are bytes, but mostly written with letters.
local function add_bytes(tree, key, content)
    local label, text = field_table[key][2], content:raw()
    if field_table[key][1] == "text" then
        return tree:add(proto_fields[key], content, content:string(ENC_UTF_8))
    end
    local item = tree:add(proto_fields[key], content)
    if text == "" then item:set_text(label .. ": empty") end
    if text:find("^[\32-\126]+$") then item:append_text(' ("' .. text .. '")') end
    return item
end

local function read_counted(cursor, tree, values, key)
    local kind, label = field_table[key][1], field_table[key][2]
    local count = cursor:take(count_bytes[kind])
    local content = count and cursor:take(count:le_uint())
    if not content then return cursor:ends_early(tree, label) end
    values[key] = content:raw()
    local item
    if tree then
        item = add_bytes(tree, key, content)
        cursor.items = cursor.items + 1
    end
    if kind == "text" and not is_utf8(values[key]) then return cursor:fail(item, label .. " is not UTF-8") end
    return true
end

------------------------------------------------------------------------------------------------------------------------
-- Layouts: pieces, and what they are put together with
------------------------------------------------------------------------------------------------------------------------

-- A piece reads something at the cursor: piece(cursor, tree, values, index). It adds items to the tree, unless that is
-- nil, notes values of its fields, and says whether reading can go on. A text stands for the field of that key.

local function piece_of(piece)
    if type(piece) == "function" then return piece end
    local key = piece
    if not field_table[key] then error("no field " .. key) end
    local read = count_bytes[field_table[key][1]] and read_counted or read_fixed
    return function(cursor, tree, values) return read(cursor, tree, values, key) end
end

-- One piece behind the other.
local function row(list)
    local pieces = {}
    for index, piece in ipairs(list) do pieces[index] = piece_of(piece) end
    return function(cursor, tree, values)
        for _, piece in ipairs(pieces) do
            if not piece(cursor, tree, values) then return false end
        end
        return true
    end
end

local nothing = row({})

local function shown(key, value)
    local name = field_table[key][3]
    if name then return names[name][value] or string.format("%s %d", field_table[key][2], value) end
    return field_table[key][2] .. " " .. tostring(value)
end

local function summary_of(keys, values)
    local texts = {}
    for _, key in ipairs(keys or {}) do
        if values[key] ~= nil then texts[#texts + 1] = shown(key, values[key]) end
    end
    return #texts > 0 and ": " .. table.concat(texts, ", ") or ""
end

-- A subtree with values of its own. Its line says those of the keys in `summary`.
local function group(label, list, summary)
    local pieces = row(list)
    return function(cursor, tree, _, index)
        local values, start = {}, cursor.offset
        if not tree then return pieces(cursor, nil, values) end
        local item = tree:add(cursor.tvb(start, cursor:left()), index and label .. " " .. index or label)
        cursor.items = cursor.items + 1
        local good = pieces(cursor, item, values)
        item:set_len(cursor.offset - start)
        item:append_text(summary_of(summary, values))
        return good
    end
end

-- Only if a bit of a field that was read before is set.
local function when(key, bit, piece)
    local conditional = piece_of(piece)
    return function(cursor, tree, values)
        return not has_bit(values[key], bit) or conditional(cursor, tree, values)
    end
end

local function elements(cursor, tree, values, piece, count)
    for index = 0, count - 1 do
        local visible = cursor.items < items_max and tree or nil
        if not piece(cursor, visible, values, index) then return false end
    end
    return true
end

-- A list's item is its count, with the entries below it. The number of entries is noted under the key of the list.
local function list_of(size, key, label, element)
    local piece = piece_of(element)
    return function(cursor, tree, values)
        local start = cursor.offset
        local range = cursor:take(size)
        if not range then return cursor:ends_early(tree, label) end
        local count = range:le_uint()
        values[key] = count
        if not tree then return elements(cursor, nil, values, piece, count) end
        local item = tree:add_le(proto_fields.count, range)
        item:set_text(string.format("%s: %d", label, count))
        local good = elements(cursor, item, values, piece, count)
        item:set_len(cursor.offset - start)
        if cursor.items >= items_max then item:append_text(" (too many to show all)") end
        return good
    end
end

local function list(key, label, element) return list_of(2, key, label, element) end
local function long_list(key, label, element) return list_of(4, key, label, element) end

-- A flag, and the piece if it says so. Where the piece is, its own item says enough.
local function optional(label, piece)
    local present = piece_of(piece)
    return function(cursor, tree, values)
        local range = cursor:take(1)
        if not range then return cursor:ends_early(tree, label) end
        local flag = range:uint()
        if flag == 1 then return present(cursor, tree, values) end
        local item = tree and tree:add(proto_fields.present, range)
        if item then item:set_text(label .. ": none") end
        return flag == 0 or cursor:fail(item, "a flag is 0 or 1")
    end
end

-- A number, and what it says is behind it.
local function choice(key, layouts)
    local read, pieces = piece_of(key), {}
    for number, piece in pairs(layouts) do pieces[number] = piece_of(piece) end
    return function(cursor, tree, values)
        if not read(cursor, tree, values) then return false end
        local piece = pieces[values[key]]
        if piece then return piece(cursor, tree, values) end
        return cursor:unknown(tree, string.format("%s %d is not known", field_table[key][2], values[key]))
    end
end

local function impossible(reason)
    return function(cursor, tree) return cursor:fail(tree, reason) end
end

local function zeros(count)
    return function(cursor, tree)
        local range = cursor:take(count)
        if not range then return cursor:ends_early(tree, "Zero") end
        local item = tree and tree:add(proto_fields.zero, range)
        if range:le_uint() ~= 0 then return cursor:fail(item, "not zero") end
        return true
    end
end

local function with(layouts, more)
    local all = {}
    for number, piece in pairs(layouts) do all[number] = piece_of(piece) end
    for number, piece in pairs(more) do all[number] = piece_of(piece) end
    return all
end

------------------------------------------------------------------------------------------------------------------------
-- operations.md: shared pieces and definitions
------------------------------------------------------------------------------------------------------------------------

local attributes = optional("Attributes",
    group("Attributes", { "document_line", "promotion", "category", "brand", "unit_cost" }))

local context = group("Movement context", {
    "context_flags", "fulfilment_method", "channel", when("context_flags", 1, "occurred_at"),
    when("context_flags", 2, "business_date"), when("context_flags", 4, "document_key"),
})

local fact = group("Fact", { "fact_reason", "loss" }, { "fact_reason", "loss" })
local line_quantity = group("Line quantity", { "line", "quantity" }, { "line", "quantity" })
local fulfil_line = group("Line", { "line", "quantity", attributes }, { "line", "quantity" })
local kit_component = group("Component", { "sku", "quantity" }, { "sku", "quantity" })

local sku_definition = row({
    "sku", "sku_flags", "code", when("sku_flags", 2, list("components", "Components", kit_component)),
})
local location_definition = row({ "location", "location_kind", "site", "code" })
local channel_definition = row({
    "channel", "default_hold", "longest_hold", "code",
    list("sites", "Sites", group("Site", { "site", "buffer" }, { "site", "buffer" })),
    "channel_flags", when("channel_flags", 1, "holds_per_owner"),
})

local site_policy = group("Site", { "site", optional("Buffer", "buffer"), "earmark" }, { "site", "earmark" })
local window = group("Window", { "window_start", "window_end" })
local policy = row({
    "channel", "sku", optional("Cap", group("Cap", { "cap", optional("Window", window) }, { "cap" })),
    list("sites", "Sites", site_policy),
})

local site_definition = row({ "site", "utc_offset", "day_cut", "code", "found_without_approval" })
local scope = choice("scope", { "site", "channel" })
local threshold = row({ "sku", scope, optional("Bound", "bound") })

local definition = group("Definition", {
    choice("definition", {
        [1] = sku_definition, [3] = location_definition, [5] = channel_definition, [6] = policy, [7] = site_definition,
        [8] = threshold,
    }),
}, { "definition", "sku", "location", "channel", "site", "code" })

------------------------------------------------------------------------------------------------------------------------
-- operations.md: operations
------------------------------------------------------------------------------------------------------------------------

-- Blocks: Lua has no more than 200 local variables beside each other. What others need stands before them.
local command_body

do
    -- The field means what the bits 4 to 6 of how say.
    local site, splits = piece_of("site"), piece_of("splits")
    local function site_or_splits(cursor, tree, values)
        local read = values.sourcing == 0 and site or splits
        return read(cursor, tree, values)
    end

    local reserve_line = group("Line", { "sku", "quantity", "location" }, { "sku", "quantity", "location" })
    local sell_line = group("Line", { "sku", "quantity", "location", attributes }, { "sku", "quantity", "location" })
    local move_line = group("Line", { "sku", "quantity", "from", "to", attributes },
        { "sku", "quantity", "from", "to" })
    local count_line = group("Line", { "sku", "counted", attributes }, { "sku", "counted" })
    local quantities = optional("Quantities", list("quantities", "Quantities", line_quantity))

    local reserve = row({
        "reservation", "owner", "channel", "reserve_how", site_or_splits, "hold", list("lines", "Lines", reserve_line),
        when("reserve_how", 0x80, "replaces"),
    })
    local sell = row({ "reservation", "owner", "channel", "to", context, list("lines", "Lines", sell_line) })

    local document_write = row({ "document_key", "document_type", "document_body", list("terms", "Terms", "term") })

    local operations = {
        [1] = list("definitions", "Definitions", definition),
        [2] = reserve,
        [3] = row({ "reservation", "hold" }),
        [4] = row({ "reservation", "commit_how", quantities }),
        [5] = row({ "reservation", quantities }),
        [6] = row({ "reservation", "to", context, optional("Lines", list("lines", "Lines", fulfil_line)) }),
        [7] = row({ "reservation", "from", "to", context, list("lines", "Lines", fulfil_line) }),
        [8] = sell,
        [9] = row({ "move_how", when("move_how", 0x40, fact), context, list("lines", "Lines", move_line) }),
        [10] = row({ "sku", "location", "difference", "loss", attributes, context }),
        [11] = row({ "location", "anchor", "loss", context, list("lines", "Lines", count_line) }),
        [12] = row({ "movement", context }),
        [13] = document_write,
        [14] = "document_key",
        [15] = impossible("a transaction within a transaction"),
        [16] = row({ "reservation", "line", "to", optional("Quantity", "quantity") }),
        [17] = row({ "reservation", "line", "location", optional("Quantity", "quantity") }),
        [18] = row({ fact, sell }),
    }

    local inner_operation = group("Operation", { choice("operation", operations) }, { "operation" })
    local precondition = group("Precondition", {
        choice("precondition", {
            [0] = "document_key", [1] = row({ "document_key", "document_version" }), [2] = definition,
        }),
    }, { "precondition" })

    local transaction = row({
        list("preconditions", "Preconditions", precondition), list("operations", "Operations", inner_operation),
    })
    local command_bodies = with(operations, { [15] = transaction })

    local command_header = row({
        "operation", "command_flags", zeros(2), "principal", "issued_at", when("command_flags", 1, "command_request"),
        when("command_flags", 2, group("Device mark", { "device", "device_counter" }, { "device", "device_counter" })),
    })

    -- The operation's number stands at the beginning, its body at the end.
    function command_body(cursor, tree, values)
        if not command_header(cursor, tree, values) then return false end
        local body = command_bodies[values.operation]
        if body then return body(cursor, tree, values) end
        return cursor:unknown(tree, "Operation " .. values.operation .. " is not known")
    end
end

------------------------------------------------------------------------------------------------------------------------
-- operations.md: outcomes and refusals
------------------------------------------------------------------------------------------------------------------------

local cap_use, refusal, outcome

do
    local planned_place = group("Place", {
        "place_line", "location", "quantity", when("place_line", 0x8000, "component"),
    }, { "line", "location", "quantity", "component" })
    local plan = row({ "deadline", list("places", "Places", planned_place) })

    local served_promise = group("Served promise", { "reservation", "owner", "line", "quantity" },
        { "reservation", "line", "quantity" })
    local displaced_promise = group("Displaced promise", {
        "reservation", "owner", "line", "sku", "location", "was_committed", "re_sourced", "short",
    }, { "reservation", "line", "sku", "short" })
    local counted_line = group("Line", { "count_result", "difference" }, { "count_result", "difference" })

    local served = list("served", "Served promises", served_promise)
    local displaced = list("displaced", "Displaced promises", displaced_promise)

    local shortage = group("Shortage", { "sku", "location", "requested", "available" },
        { "sku", "requested", "available" })
    cap_use = group("Cap use", { "sku", "cap", "used", "requested" }, { "sku", "cap", "used" })
    local shortages = list("shortages", "Shortages", shortage)

    refusal = choice("refusal", {
        [1] = shortages, [2] = shortages, [3] = "sku", [4] = "location", [5] = "site", [6] = "channel", [7] = "sku",
        [8] = nothing, [9] = "expired_at", [10] = "resolution", [11] = row({ "line", "held" }),
        [12] = row({ "line", "committed" }), [13] = row({ "line", "returnable" }),
        [14] = row({ "sku", "location", "available" }), [15] = row({ "document_key", "actual_version" }),
        [16] = nothing, [17] = "retry_window", [18] = row({ "reason", "kind_from", "kind_to" }), [19] = "movement",
        [20] = nothing, [21] = "limit_max", [22] = "at", [23] = nothing, [24] = "invalidity", [25] = "superseded_by",
        [26] = "sku", [27] = "depth_max", [28] = list("caps", "Caps", cap_use), [29] = "max",
        [30] = optional("Definition", definition), [31] = row({ "line", "waiting" }),
        [32] = row({ "document_type", "by_another" }), [33] = "approval_threshold",
    })

    local outcomes = {
        [0] = nothing, [1] = plan, [2] = "deadline", [3] = plan, [6] = row({ plan, displaced }),
        [7] = row({ served, displaced }), [8] = row({ list("lines", "Lines", counted_line), displaced }),
    }

    -- It can be read, but a transaction of which an operation is refused is refused as a whole.
    local function refused_inside(cursor, tree, values)
        local marked = tree or cursor.item
        marked:add_proto_expert_info(unexpected_info, "Never the outcome of an operation of a transaction")
        return refusal(cursor, tree, values)
    end

    local inner_outcome = group("Outcome", {
        choice("outcome", with(outcomes, {
            [5] = impossible("a transaction within a transaction"), [refused] = refused_inside,
        })),
    }, { "outcome", "refusal" })
    outcome = choice("outcome", with(outcomes, {
        [5] = list("outcomes", "Outcomes", inner_outcome), [refused] = refusal,
    }))
end

------------------------------------------------------------------------------------------------------------------------
-- queries.md: queries
------------------------------------------------------------------------------------------------------------------------

local feed_position, query

do
    feed_position = group("Feed position", { "incarnation", "position" }, { "incarnation", "position" })
    local channel_skus = list("channel_skus", "Channel SKUs",
        group("Channel SKU", { "sku", "channel" }, { "sku", "channel" }))

    local after_reservation = optional("After", "after_reservation")
    local hold_position = optional("After", group("Hold position", { "after_deadline", "after_reservation" }))
    local waiting_position = optional("After", group("Waiting position", { "after_promised", "after_reservation" }))

    local scan = group("Scan", {
        "prefix", optional("From", "from_key"), optional("To", "to_key"), "reversed", "limit",
        optional("Cursor", "cursor"),
    })

    query = choice("query", {
        [1] = row({ "with_reasons", channel_skus }),
        [2] = row({ list("definitions", "Definitions", definition), channel_skus }),
        [3] = "sku",
        [4] = "sku",
        [5] = row({ "location", optional("After", "after_sku"), "limit" }),
        [6] = "reservation",
        [7] = row({ "owner", after_reservation, "limit" }),
        [8] = row({ "site", hold_position, "limit" }),
        [9] = row({ "sku", after_reservation, "limit" }),
        [10] = row({ "sku", waiting_position, "limit" }),
        [11] = "sku",
        [12] = row({ "after_movement", "limit" }),
        [13] = row({ "sku", "location", optional("Before", "before_movement"), "limit" }),
        [14] = row({ "document_key", "after_movement", "limit" }),
        [15] = row({ "sku", "location", "as_of" }),
        [16] = "document_key",
        [17] = scan,
        [18] = scan,
        [19] = "sku",
        [20] = nothing,
        [21] = nothing,
        [22] = nothing,
        [23] = row({ feed_position, "limit" }),
        [24] = nothing,
    })
end

------------------------------------------------------------------------------------------------------------------------
-- queries.md: results and events
------------------------------------------------------------------------------------------------------------------------

local events, result

do
    local site_availability = group("Site", {
        "site", "on_hand", "held", "committed", "buffer", "earmarked", "free",
        optional("Limiting component", "limiting_component"),
    }, { "site", "on_hand", "free" })

    local availability = group("Availability", {
        "sku", "available", list("caps", "Caps", cap_use),
        optional("Reasons", list("reasons", "Reasons", site_availability)),
    }, { "sku", "available" })

    local availability_change = group("Change", { "sku", "channel", "before", "after" },
        { "sku", "channel", "before", "after" })

    local threshold_state = group("Threshold", { threshold, "threshold_state" }, { "sku", "bound", "threshold_state" })

    local level = group("Level", { "sku", "location", "on_hand", "held", "committed", "newest_movement" },
        { "sku", "location", "on_hand" })

    local movement = group("Movement", {
        "movement", "sku", "from", "to", "quantity", "reason", "principal", "time", "occurred_at", "business_date",
        "previous_from", "previous_to", "channel", "fulfilment_method", attributes,
        optional("Document", "document_key"), optional("Reservation", "reservation"), optional("Corrects", "corrects"),
    }, { "movement", "reason", "sku", "quantity", "from", "to" })

    local kit_line = group("Kit line", { "line", "kit", list("components", "Components", kit_component) },
        { "line", "kit" })

    local place = group("Place", {
        "line", "place_flags", "sku", "location", "requested", "held", "committed", "fulfilled", "returned", "released",
        "expired", "backordered", "short",
    }, { "line", "sku", "location", "requested" })

    local reservation = group("Reservation", {
        "reservation", "channel", "owner", "deadline", "first_held", "promise_sequence", "generation",
        "reservation_state", "confirmed", optional("Superseded by", "superseded_by"), list("kits", "Kits", kit_line),
        list("places", "Places", place),
    }, { "reservation", "reservation_state" })

    local document = group("Document", {
        "document_key", "document_type", "document_version", "principal", "time", "document_body",
        list("terms", "Terms", "term"),
    }, { "document_type", "document_version" })

    local term_match = group("Match", { "term", "document_key" })

    local function page(label, element)
        return row({ "page_sequence", long_list("entries", label, element), optional("Cursor", "cursor") })
    end

    local promise_change = row({ "transition", "reservation", "line", "sku", "location", "quantity" })
    local promise_move = row({ "reservation", "line", "sku", "from", "to", "held", "committed" })
    local crossing = row({ "sku", scope, "state_before", "state_after", "units" })

    local change = group("Change", {
        choice("change", {
            [1] = promise_change, [2] = row({ "reservation", "deadline" }), [3] = "document_key", [4] = "document_key",
            [5] = definition, [7] = row({ "reservation", "superseded_by" }), [8] = promise_move, [9] = "fact_reason",
            [10] = crossing,
        }),
    }, { "change", "transition", "sku", "quantity" })

    local feed_event = group("Event", {
        "event_sequence", "time", "principal", long_list("changes", "Changes", change),
        long_list("movements", "Movements", movement),
    }, { "event_sequence" })

    events = long_list("events", "Events", feed_event)

    local feed_page = choice("feed_page", {
        [1] = row({ feed_position, events }), [2] = "oldest_sequence", [3] = "incarnation",
    })

    local table_size = group("Table", { "table_name", "rows" }, { "table_name", "rows" })

    -- The sequence at the beginning of the statistics is that of the page.
    local statistics = row({
        "page_sequence", "checkpoint_sequence", "incarnation", "time", "batches", "commands_accepted",
        "commands_refused", "holds_expired", "journal_bytes", "checkpoints", "checkpoint_time", "checkpoint_rows",
        "dirty_rows", "dirty_bytes", "levels_waiting", "store_bytes", "file_bytes", "reader_behind",
        "archive_state", "archive_sequence", "archive_segments", "archive_segments_waiting", "archive_bytes_waiting",
        "archive_segments_let_go", "archive_failures", "recovery_commands", "recovery_time",
        "recovery_bytes_dropped",
        list("flush_times", "Flush times", "flush_count"),
        list("tables", "Rows", table_size),
    })

    local function definitions_of(label, layout)
        local summary = { "location", "channel", "site", "code" }
        return long_list("entries", label .. "s", group(label, { layout }, summary))
    end

    result = choice("result", {
        [1] = long_list("entries", "Availability", availability),
        [2] = long_list("entries", "Changes", availability_change),
        [3] = long_list("entries", "Policies", group("Policy", { policy }, { "channel", "sku" })),
        [4] = long_list("entries", "Levels", level),
        [5] = optional("Reservation", reservation),
        [6] = long_list("entries", "Reservations", reservation),
        [7] = long_list("entries", "Thresholds", threshold_state),
        [8] = long_list("entries", "Movements", movement),
        [9] = "quantity",
        [10] = optional("Document", document),
        [11] = page("Documents", document),
        [12] = page("Matches", term_match),
        [13] = optional("Definition", group("SKU", { sku_definition }, { "sku", "code" })),
        [14] = definitions_of("Site", site_definition),
        [15] = definitions_of("Location", location_definition),
        [16] = definitions_of("Channel", channel_definition),
        [17] = feed_page,
        [18] = statistics,
    })
end

------------------------------------------------------------------------------------------------------------------------
-- README.md: the bodies of frames
------------------------------------------------------------------------------------------------------------------------

local error_body = choice("error", {
    [1] = "at", [2] = row({ "oldest_version", "newest_version" }), [3] = nothing, [4] = nothing, [5] = "unknown_opcode",
    [6] = "max", [7] = "max", [8] = "max", [9] = "retry_after", [10] = nothing, [11] = nothing, [12] = "needs",
    [13] = refusal, [14] = "max", [15] = nothing, [16] = "max", [17] = "max", [18] = "max", [19] = nothing,
    [20] = nothing, [21] = "oldest_sequence", [22] = "incarnation", [23] = "message", [24] = "message", [25] = nothing,
})

local function magic(cursor, tree)
    local range = cursor:take(4)
    if not range then return cursor:ends_early(tree, "Magic") end
    local item = tree:add(proto_fields.magic, range)
    if range:raw() ~= "STKR" then return cursor:fail(item, "the magic is not STKR") end
    return true
end

-- Bytes to the end of the frame.
local function file_bytes(cursor, tree)
    local range = cursor:left() > 0 and cursor:take(cursor:left())
    if range and tree then tree:add(proto_fields.file_bytes, range) end
    return not cursor.is_cut or cursor:ends_early(tree, "Bytes of the file")
end

local hello = row({
    magic, "oldest_version", "newest_version", zeros(2), "principal", "credential_kind", "credential", "client_name",
})

local limits = group("Limits", {
    "request_bytes_max", "result_bytes_max", "in_flight_max", "batch_max", "subscriptions_max", "credit_max",
    "idle_time", "frame_time", "stall_time",
})
local welcome_rest = row({ zeros(3), "incarnation", "time", limits, "server_name" })
local agreed_version = piece_of("agreed_version")

-- Only the first 9 bytes are the same in every version.
local function welcome(cursor, tree, values)
    if not agreed_version(cursor, tree, values) then return false end
    if values.agreed_version == known_version then return welcome_rest(cursor, tree, values) end
    return cursor:unknown(tree, "Version " .. values.agreed_version .. " is not known")
end

-- The bodies of frames of their own and of entries. Those from the server begin with a sequence.
local bodies = {
    [opcode.HELLO] = hello,
    [opcode.WELCOME] = row({ "sequence", welcome }),
    [opcode.PING] = row({ "mark" }),
    [opcode.PONG] = row({ "sequence", "mark" }),
    [opcode.GOODBYE] = row({ "sequence", "goodbye_reason" }),
    [opcode.ERROR] = row({ "sequence", error_body }),
    [opcode.COMMAND] = command_body,
    [opcode.ANSWER] = row({ "sequence", outcome }),
    [opcode.QUERY] = query,
    [opcode.RESULT] = row({ "sequence", result }),
    [opcode.SUBSCRIBE] = row({ feed_position, "credit" }),
    [opcode.EVENTS] = row({ "sequence", feed_position, events }),
    [opcode.CREDIT] = row({ "credit" }),
    [opcode.UNSUBSCRIBE] = nothing,
    [opcode.ENDED] = row({ "sequence" }),
    [opcode.BACKUP] = row({ "credit" }),
    [opcode.CHUNK] = row({ "sequence", "file_offset", file_bytes }),
    [opcode.BACKED_UP] = row({ "sequence", "file_size", "file_checksum" }),
}

-- What a frame or an entry is, in a few words: the opcode, and what decides most beside it.
local function title_of(number, values)
    local words = { name_of("opcode", number) }
    for _, key in ipairs({ "operation", "query", "result", "outcome", "error", "refusal", "goodbye_reason" }) do
        if values[key] then words[#words + 1] = name_of(key, values[key]) end
    end
    for _, key in ipairs({ "batch", "events" }) do
        if values[key] then words[#words + 1] = values[key] .. (key == "batch" and " entries" or " events") end
    end
    if values.client_name and values.client_name ~= "" then words[#words + 1] = values.client_name end
    return table.concat(words, " ")
end

-- Marks what somebody who looks for trouble wants to find.
local function add_experts(item, values)
    if closing_errors[values.error] then item:add_proto_expert_info(closes_info) end
    if values.refusal then
        item:add_proto_expert_info(refused_info, "Refused: " .. name_of("refusal", values.refusal))
    end
end

-- A body has to end where its frame or entry ends.
local function read_whole(cursor, tree, values, body)
    if not body(cursor, tree, values) then
        cursor:rest(tree)
    elseif cursor:left() > 0 then
        cursor:fail(tree, cursor:left() .. " bytes behind the body")
        cursor:rest(tree)
    end
    add_experts(tree, values)
end

local entry_opcodes = {
    [opcode.BATCH] = { [opcode.COMMAND] = true, [opcode.QUERY] = true },
    [opcode.ANSWERS] = { [opcode.ANSWER] = true, [opcode.RESULT] = true, [opcode.ERROR] = true },
}
local entry_header = row({ "entry_length", "entry_opcode", zeros(3) })

-- An entry that cannot be read does not spoil the others: its length says where the next one begins.
local function read_entry(cursor, item, values, of, titles)
    local frame_limit = cursor.limit
    if not entry_header(cursor, item, values) then return false end
    if values.entry_length > cursor:left() then return cursor:ends_early(item, "Entry") end
    cursor.limit = cursor.offset + values.entry_length
    if entry_opcodes[of][values.entry_opcode] then
        read_whole(cursor, item, values, bodies[values.entry_opcode])
    else
        cursor:unknown(item, "An entry of this opcode is not known")
    end
    cursor.limit = frame_limit
    titles[#titles + 1] = title_of(values.entry_opcode, values)
    item:append_text(": " .. titles[#titles])
    return true
end

-- Titles of the entries are kept: so that the answers can be shown with what was asked.
local function entries(of)
    return function(cursor, tree, frame_values)
        local range = cursor:take(4)
        if not range then return cursor:ends_early(tree, "Entries") end
        local count, titles = range:le_uint(), {}
        frame_values.batch, frame_values.titles = count, titles
        tree:add_le(proto_fields.count, range)
        for index = 0, count - 1 do
            local start = cursor.offset
            if cursor.items >= items_max then return cursor:rest(tree) end
            local item = tree:add(cursor.tvb(start, cursor:left()), "Entry " .. index)
            local good = read_entry(cursor, item, {}, of, titles)
            item:set_len(cursor.offset - start)
            if not good then return false end
        end
        return true
    end
end

bodies[opcode.BATCH] = entries(opcode.BATCH)
bodies[opcode.ANSWERS] = row({ "sequence", entries(opcode.ANSWERS) })

------------------------------------------------------------------------------------------------------------------------
-- Connections: what belongs together
------------------------------------------------------------------------------------------------------------------------

local tcp_stream = Field.new("tcp.stream")

-- By number of the TCP stream. Filled when the frames are seen for the first time, in their order.
local connections = {}
-- By frame of the protocol: the exchange that it belongs to.
local exchanges = {}

function stockroom.init()
    connections, exchanges = {}, {}
end

-- What a frame from the server answers. An ERROR answers anything.
local answered_opcode = {
    [opcode.WELCOME] = opcode.HELLO, [opcode.PONG] = opcode.PING, [opcode.ANSWER] = opcode.COMMAND,
    [opcode.ANSWERS] = opcode.BATCH, [opcode.RESULT] = opcode.QUERY, [opcode.EVENTS] = opcode.SUBSCRIBE,
    [opcode.ENDED] = opcode.UNSUBSCRIBE, [opcode.CHUNK] = opcode.BACKUP, [opcode.BACKED_UP] = opcode.BACKUP,
}
local server_opcodes = { [opcode.GOODBYE] = true, [opcode.ERROR] = true }
for number in pairs(answered_opcode) do server_opcodes[number] = true end

local function connection_of_packet()
    local stream = tcp_stream()
    local key = stream and tostring(stream.value) or "-"
    if not connections[key] then connections[key] = { open = {}, subscriptions = {} } end
    return connections[key]
end

-- The port of the server: that to which a HELLO went, or the known one. Nil if neither is on this connection.
local function server_port(connection, pinfo)
    local known = stockroom.prefs.port
    if connection.server_port then return connection.server_port end
    return (pinfo.src_port == known or pinfo.dst_port == known) and known or nil
end

-- Whether the client has sent a frame: nil where only the opcode could tell.
local function is_from_client(connection, pinfo)
    local port = server_port(connection, pinfo)
    if not port or pinfo.src_port == pinfo.dst_port then return nil end
    return pinfo.dst_port == port
end

-- The oldest frame of the client without an answer that has this id, and, if stated, this opcode.
local function take_open(connection, id, wanted)
    local open = connection.open[id] or {}
    for index, exchange in ipairs(open) do
        if not wanted or exchange.opcode == wanted then return table.remove(open, index) end
    end
end

local function open_exchange(connection, frame, pinfo)
    if frame.opcode == opcode.CREDIT then return nil end
    local exchange = {
        opcode = frame.opcode, title = frame.title, titles = frame.values.titles, request_frame = pinfo.number,
        request_time = pinfo.rel_ts,
    }
    local open = connection.open[frame.id] or {}
    connection.open[frame.id] = open
    open[#open + 1] = exchange
    local has_many = frame.opcode == opcode.SUBSCRIBE or frame.opcode == opcode.BACKUP
    if has_many then connection.subscriptions[frame.id] = exchange end
    return exchange
end

-- What comes again and again under one id.
local repeated_opcodes = {
    [opcode.EVENTS] = true, [opcode.CHUNK] = true, [opcode.BACKED_UP] = true, [opcode.ERROR] = true,
}

-- EVENTS and CHUNK after the first, and an ERROR when nothing else is open, belong to the subscription of that id.
local function close_exchange(connection, frame, pinfo)
    local exchange = take_open(connection, frame.id, answered_opcode[frame.opcode])
    if exchange then
        exchange.answer_frame, exchange.answer_time = pinfo.number, pinfo.rel_ts
        return exchange
    end
    return repeated_opcodes[frame.opcode] and connection.subscriptions[frame.id] or nil
end

-- What a connection learns from a frame.
local function learn(connection, frame, pinfo)
    local is_hello = frame.opcode == opcode.HELLO and frame.is_from_client
    if is_hello and not connection.server_port then connection.server_port = pinfo.dst_port end
    connection.version = frame.values.agreed_version or connection.version
end

-- Frames are shown again and again, in any order: only the first time counts. The place of a frame in its packet is
-- part of the key, as a packet may have several.
local function exchange_of(connection, frame, pinfo, tvb)
    local key = table.concat({ pinfo.number, tvb:offset(), frame.opcode, frame.id }, ":")
    if not pinfo.visited and exchanges[key] == nil and frame.opcode ~= opcode.GOODBYE then
        local note = frame.is_from_client and open_exchange or close_exchange
        exchanges[key] = note(connection, frame, pinfo) or false
        learn(connection, frame, pinfo)
    end
    return exchanges[key]
end

local function add_generated(tree, field, range, value)
    local item = tree:add(field, range, value)
    item:set_generated()
    return item
end

local function seconds(difference)
    local whole = math.floor(difference)
    return NSTime.new(whole, math.floor((difference - whole) * 1000000000 + 0.5))
end

-- Items without bytes of their own get those of the header.
local function add_exchange(tree, header, exchange, frame, pinfo)
    if frame.is_from_client then
        if exchange.answer_frame then add_generated(tree, answered_in, header, exchange.answer_frame) end
        return
    end
    add_generated(tree, answers_to, header, exchange.request_frame)
    add_generated(tree, request_name, header, exchange.title)
    if exchange.answer_frame == pinfo.number then
        add_generated(tree, response_time, header, seconds(exchange.answer_time - exchange.request_time))
    end
    for index, title in ipairs(frame.opcode == opcode.ANSWERS and exchange.titles or {}) do
        add_generated(tree, request_name, header, title):prepend_text("Entry " .. (index - 1) .. ": ")
    end
end

------------------------------------------------------------------------------------------------------------------------
-- Frames
------------------------------------------------------------------------------------------------------------------------

local header = row({ "length", "version", "opcode", "flags", "request_id" })
local extras = row({ when("flags", 1, "time_limit"), when("flags", 2, "least_sequence") })
local takes_extras = { [opcode.COMMAND] = true, [opcode.QUERY] = true, [opcode.BATCH] = true }
-- These can be read, at least their beginning, whatever version the header says.
local versionless = { [opcode.HELLO] = true, [opcode.WELCOME] = true, [opcode.ERROR] = true }
local sequence = piece_of("sequence")

-- A length that makes no sense comes with all that is left of the segment.
local function length_fault(length)
    if length < header_bytes then return "a frame has at least 16 bytes" end
    if length > stockroom.prefs.frame_max then return "the frame says it is longer than any may be" end
end

-- An opcode that is not known, or that the other side sends: from the server, a sequence comes first all the same.
local function unknown_body(what)
    return function(cursor, tree, values)
        local is_readable = not values.is_from_server or sequence(cursor, tree, values)
        return is_readable and cursor:unknown(tree, what)
    end
end

local function body_of(values, from_client)
    local number = values.opcode
    if not bodies[number] then return unknown_body("This opcode is not known") end
    if from_client ~= nil and from_client == (server_opcodes[number] or false) then
        return unknown_body(from_client and "Only the server sends this" or "Only the client sends this")
    end
    if values.version ~= known_version and not versionless[number] then
        return unknown_body("Version " .. values.version .. " is not known")
    end
    return bodies[number]
end

local function header_fault(values)
    local fault = length_fault(values.length) or bits_fault("flags", values.flags)
    if fault then return fault end
    if values.flags > 0 and not takes_extras[values.opcode] then return "flags in a frame that has none" end
end

local function check_version(item, values, connection)
    local agreed = connection.version
    if agreed and values.version ~= agreed and not versionless[values.opcode] then
        item:add_proto_expert_info(version_info, "Version " .. agreed .. " was agreed")
    end
end

-- Header, extras, body.
local function read_frame(cursor, tree, values, connection, from_client)
    if not header(cursor, tree, values) then return cursor:rest(tree) end
    local fault = header_fault(values)
    if fault then
        cursor:fail(tree, fault)
        return cursor:rest(tree)
    end
    check_version(tree, values, connection)
    values.is_from_server = from_client == false
    if not extras(cursor, tree, values) then return cursor:rest(tree) end
    read_whole(cursor, tree, values, body_of(values, from_client))
end

-- `COMMAND reserve #17`, `ANSWER reserved #17 seq 42`. An ERROR's sequence says nothing about its request.
local function info_text(frame, cursor)
    local text = frame.title .. " #" .. frame.id
    local shows_sequence = frame.values.sequence and frame.opcode ~= opcode.ERROR
    if shows_sequence then text = text .. " seq " .. tostring(frame.values.sequence) end
    return text .. (cursor.malformed and " [malformed]" or "")
end

-- A packet may have several frames.
local function show_info(pinfo, text)
    local info = pinfo.cols.info
    pinfo.cols.protocol = "Stockroom"
    if pinfo.private["stockroom_packet"] == tostring(pinfo.number) then
        info:append(", " .. text)
    else
        info:set(text)
    end
    pinfo.private["stockroom_packet"] = tostring(pinfo.number)
    info:fence()
end

local function dissect_frame(tvb, pinfo, tree)
    local item = tree:add(stockroom, tvb())
    local cursor, values = new_cursor(tvb, item), {}
    local connection = connection_of_packet()
    local from_client = is_from_client(connection, pinfo)
    read_frame(cursor, item, values, connection, from_client)
    if not values.request_id then return tvb:len() end
    if from_client == nil then from_client = not server_opcodes[values.opcode] end
    local frame = { opcode = values.opcode, id = tostring(values.request_id), values = values }
    frame.is_from_client, frame.title = from_client, title_of(values.opcode, values)
    local exchange = exchange_of(connection, frame, pinfo, tvb)
    if exchange then add_exchange(item, tvb(0, header_bytes), exchange, frame, pinfo) end
    local text = info_text(frame, cursor)
    item:append_text(", " .. text)
    show_info(pinfo, text)
    return tvb:len()
end

-- A length that makes no sense takes the rest of the segment: where the next frame begins cannot be known. Without
-- reassembly there may be fewer bytes than a length has.
local function frame_length(tvb, _, offset)
    if tvb:len() - offset < 4 then return header_bytes end
    local length = tvb(offset, 4):le_uint()
    if length_fault(length) then return math.max(tvb:len() - offset, header_bytes) end
    return length
end

function stockroom.dissector(tvb, pinfo, tree)
    dissect_tcp_pdus(tvb, tree, header_bytes, frame_length, dissect_frame, stockroom.prefs.desegment)
    return tvb:len()
end

-- Another port: the connection is known by its HELLO.
local function is_hello(tvb)
    if tvb:len() < 20 or tvb(5, 1):uint() ~= opcode.HELLO then return false end
    return tvb(16, 4):raw() == "STKR" and not length_fault(tvb(0, 4):le_uint())
end

stockroom:register_heuristic("tcp", function(tvb, pinfo, tree)
    if not is_hello(tvb) then return false end
    pinfo.conversation = stockroom
    stockroom.dissector(tvb, pinfo, tree)
    return true
end)

local tcp_ports = DissectorTable.get("tcp.port")
local registered_port = stockroom.prefs.port
tcp_ports:add(registered_port, stockroom)

function stockroom.prefs_changed()
    if registered_port == stockroom.prefs.port then return end
    tcp_ports:remove(registered_port, stockroom)
    registered_port = stockroom.prefs.port
    tcp_ports:add(registered_port, stockroom)
end
