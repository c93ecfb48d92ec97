test("within bounds", function(t)
  local seen = {}
  local p = t:params()
  for _, n in ipairs(p.list) do assert(math.type(n) == "integer" and n >= 1 and n <= 6) seen[n] = true end
  for n = 1, 6 do assert(seen[n], "never " .. n) end
  assert(p.one == 5 and p.float >= 0 and p.float < 1 and p.between >= 2 and p.between < 3)
end)
test("lists", function(t)
  local p = t:params()
  local s = { table.unpack(p.shuffle) }
  table.sort(s)
  assert(table.concat(s) == "12345")
  assert(#p.sample == 2 and p.sample[1] ~= p.sample[2])
  assert(p.pick == "a" or p.pick == "b" or p.pick == "c")
end)
test("a split has streams of its own", function(t) local p = t:params() assert(p.split ~= p.n) end)
-- Written down once: attempts that are stored must be made again the same by every later version.
test("the derivation never changes", function(t)
  t:seed(20817)
  local p = t:params()
  local got = p.n .. " " .. p.again .. " " .. p.whole .. " " .. table.concat(p.shuffle) .. string.format(" %.12g", p.float)
  assert(got == "862 243 5013134220779677394 51423 0.10739513604", got)
end)
