-- For wrk: matches of profiles that differ from request to request, so that nothing could be remembered; counts answers that are not 200.
local skills = { "Linux", "Windows Server", "PowerShell", "Bash", "Python", "DNS", "DHCP", "Active Directory", "VLANs", "Docker", "Git", "SQL" }
local threads = {}

function setup(thread)
  table.insert(threads, thread)
  thread:set("seed", #threads)
end

function init()
  math.randomseed(seed)
  wrong = 0
end

function request()
  local names = {}
  for at = 1, 8 do
    names[at] = '"' .. skills[math.random(#skills)] .. ":" .. math.random(1, 5) .. '"'
  end
  local body = '{"profile":{"skills":[' .. table.concat(names, ",") .. ']},"top":5}'
  return wrk.format("POST", "/api/v1/match", { ["Content-Type"] = "application/json" }, body)
end

function response(status)
  if status ~= 200 then wrong = wrong + 1 end
end

function done(summary, latency)
  local wrong = 0
  for _, thread in ipairs(threads) do wrong = wrong + thread:get("wrong") end
  io.write(string.format("p50 %.1f ms, p99 %.1f ms, largest %.1f ms; %d answers, %d not 200, %d errors of the connection\n",
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000, summary.requests, wrong,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
