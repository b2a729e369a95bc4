-- Requests for wrk, by the arguments after `--`: `browser` sends the head of a browser, `close` asks for
-- the end of the connection, `post=BYTES` sends a body, `routes=N` asks all routes of namedRoutes(N) in turn.
local browser = {
  ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
  ["Accept"] = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
  ["Accept-Language"] = "en-GB,en;q=0.9,fi;q=0.8",
  ["Accept-Encoding"] = "gzip, deflate, br, zstd",
  ["Referer"] = "https://www.example/search?q=gateway",
  ["Cookie"] = "session=0f1e2d3c4b5a69788796a5b4c3d2e1f0; theme=dark; consent=necessary",
  ["Sec-Ch-Ua"] = '"Chromium";v="140", "Not=A?Brand";v="24"',
  ["Sec-Ch-Ua-Mobile"] = "?0",
  ["Sec-Ch-Ua-Platform"] = '"Linux"',
  ["Sec-Fetch-Dest"] = "document",
  ["Sec-Fetch-Mode"] = "navigate",
  ["Sec-Fetch-Site"] = "same-origin",
  ["Upgrade-Insecure-Requests"] = "1",
  ["Cache-Control"] = "max-age=0",
}

local function askInTurn(count)
  local requests = {}
  for index = 0, count - 1 do
    local headers = { ["Host"] = string.format("host-%d.example", math.floor(index / 10)) }
    for name, value in pairs(wrk.headers) do
      if name ~= "Host" then headers[name] = value end
    end
    local path = string.format("/service-%d/items/42?page=3", index % 10)
    requests[index] = wrk.format(nil, path, headers)
  end
  local at = 0
  -- 7919 is a prime, so that all are asked and neighbours are not asked one after the other.
  request = function()
    at = (at + 7919) % count
    return requests[at]
  end
end

function init(args)
  local routes = 0
  for _, word in ipairs(args) do
    if word == "browser" then
      for name, value in pairs(browser) do wrk.headers[name] = value end
    elseif word == "close" then
      wrk.headers["Connection"] = "close"
    elseif word:sub(1, 5) == "post=" then
      wrk.method = "POST"
      wrk.body = string.rep("x", tonumber(word:sub(6)))
    elseif word:sub(1, 7) == "routes=" then
      routes = tonumber(word:sub(8))
    end
  end
  if routes > 0 then askInTurn(routes) end
end

function done(summary)
  local e = summary.errors
  io.write(string.format('\n{"requests":%d,"microseconds":%d,"refused":%d,"unanswered":%d}\n',
    summary.requests, summary.duration, e.status, e.connect + e.read + e.write + e.timeout))
end
