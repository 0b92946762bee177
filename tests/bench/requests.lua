-- For wrk: sends the requests of the file $REQUESTS in turn. A line is method, path, and perhaps an access token.
local requests = {}
local turn = 0

function init()
  for line in io.lines(os.getenv("REQUESTS")) do
    local method, path, token = line:match("^(%S+) (%S+) ?(%S*)$")
    local headers = {}
    if token ~= "" then headers["Authorization"] = "Bearer " .. token end
    if os.getenv("HOST") ~= "" then headers["Host"] = os.getenv("HOST") end
    requests[#requests + 1] = wrk.format(method, path, headers)
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end
