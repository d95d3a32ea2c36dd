-- SPDX-License-Identifier: Apache-2.0
-- wrk script: chat requests of about 1 KB with many distinct bodies; checks the answers' status and length.
-- Arguments: mode (repeat | ignored | fresh | stream), number of distinct bodies, a number that makes this run's bodies its own,
-- path, model, and what X-Isartor-Semantic says if it is to be sent.
local mode, keys, salt = "repeat", 10000, "0"
local counter, thread_id, requests = 0, 0, {}
local threads = 0
local path, model = "/v1/chat/completions", "gpt-4o-mini"
local filler = string.rep("The watchman counts the lanterns along the wall and writes each number down. ", 10)

function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end

local function body(n, extra)
  return '{"model":"' .. model .. '","temperature":0.2,"messages":[{"role":"system","content":"You answer briefly."},'
    .. '{"role":"user","content":"Question ' .. salt .. "-" .. n .. ". " .. filler .. '"}]' .. extra .. "}"
end

local headers = { ["content-type"] = "application/json", ["x-api-key"] = "bench-gateway-key-0123456789" }

function init(args)
  mode, keys, salt = args[1] or mode, tonumber(args[2] or keys), args[3] or salt
  path, model = args[4] or path, args[5] or model
  if args[6] then headers["x-isartor-semantic"] = args[6] end
  thread_id = id
  if mode == "repeat" then
    for n = 1, keys do requests[n] = wrk.format("POST", path, headers, body(n, "")) end
  end
  counter = thread_id * 1000003
end

function request()
  counter = counter + 1
  if mode == "repeat" then return requests[counter % keys + 1] end
  if mode == "ignored" then
    return wrk.format("POST", path, headers, body(counter % keys + 1, ',"user":"u' .. counter .. '"'))
  end
  if mode == "stream" then
    return wrk.format("POST", path, headers, body(thread_id .. "-" .. counter, ',"stream":true'))
  end
  return wrk.format("POST", path, headers, body(thread_id .. "-" .. counter, ""))
end

local bad = 0
function response(status, headers, body)
  if status ~= 200 or #body < 500 then bad = bad + 1 end
end

function done(summary, latency, requests)
  print(string.format("RESULT requests=%d duration_us=%d p50=%d p99=%d errors=%d",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
